/** The ways in which encoded rows get to the server. */
import type { LoadRequest } from '../families/relational/session.ts';
import { literal } from './catalog.ts';
import { compileBulkEncoder, parameterTypes } from './bulk-encoder.ts';
import type { EncodedRows, RowEncoder } from './encoded-rows.ts';
import { type InsertVerb, insertParts, loadDataStatement, placeholderInsert } from './load-statement.ts';
import { compileTextEncoder } from './text-encoder.ts';
import type { Client, Done } from './wire/client.ts';
import { command } from './wire/protocol.ts';

export interface LoadWay {
  readonly encoder: RowEncoder;
  /** Several statements may be sent before the first answer is read. */
  readonly isPipelined: boolean;
  /** Sends one statement with the rows from `from` to before `to`. */
  send(rows: EncodedRows, from: number, to: number): void;
  /** The answer to the oldest statement sent. Throws `ServerError` when it was refused, as a whole. */
  receive(): Promise<Done>;
  /** True when the server may have stored something else than it was given. */
  isDoubtful(done: Done, rowCount: number): boolean;
}

/** COM_STMT_BULK_EXECUTE: MariaDB only, the fastest; the server parses no text. Refuses as a whole. */
export async function bulkExecute(client: Client, request: LoadRequest, verb?: InsertVerb): Promise<LoadWay> {
  const statement = await client.prepare(placeholderInsert(request, verb));
  const withTypes = 0x80;
  const head = Buffer.alloc(7);
  head.writeUInt8(command.bulkExecute, 0);
  head.writeUInt32LE(statement.id, 1);
  head.writeUInt16LE(withTypes, 5);
  const start = Buffer.concat([head, parameterTypes(request.schema.columns)]);
  return {
    encoder: compileBulkEncoder(request.schema.columns, new Set(request.skipNullColumns)),
    isPipelined: true,
    send: (rows, from, to) => void client.socket.send([start, rows.range(from, to)]),
    receive: () => client.receiveResult(),
    isDoubtful: (done) => done.warnings > 0,
  };
}

/** INSERT … VALUES with many tuples: understood by every server. Refuses as a whole. */
export function textInsert(client: Client, request: LoadRequest): LoadWay {
  const { head, tail } = insertParts(request);
  const [before, after] = [Buffer.from(head), Buffer.from(tail)];
  const options = { defaults: new Set(request.skipNullColumns), hasPlainBackslash: client.hasPlainBackslash };
  // VALUES() in the conflict clause is worth a warning of its own to MySQL 8, so warnings tell nothing then.
  const isTelling = request.mode !== 'update';
  return {
    encoder: compileTextEncoder(request.schema.columns, 'insert', options),
    isPipelined: true,
    send: (rows, from, to) => {
      // Without the comma behind the last tuple.
      client.sendQueryParts([before, rows.range(from, to).subarray(0, -1), after]);
    },
    receive: () => client.receiveResult(),
    isDoubtful: (done) => isTelling && done.warnings > 0,
  };
}

/**
 * LOAD DATA LOCAL from memory: the fastest way into MySQL. LOCAL implies IGNORE, so nothing is refused: rows that do not
 * fit are skipped or bent, and only the counts of the answer tell.
 */
export function loadData(client: Client, request: LoadRequest): LoadWay {
  const sql = loadDataStatement(request, literal(client, '\\'));
  let file: Uint8Array = new Uint8Array(0);
  return {
    encoder: compileTextEncoder(request.schema.columns, 'load', { defaults: new Set(), hasPlainBackslash: false }),
    isPipelined: false,
    send: (rows, from, to) => {
      file = rows.range(from, to);
      client.sendQuery(sql);
    },
    receive: () => client.receiveResult([file]),
    isDoubtful: (done, rowCount) => {
      const counts = /Records: (\d+)\s+Deleted: \d+\s+Skipped: (\d+)\s+Warnings: (\d+)/.exec(done.info);
      if (counts === null) return done.warnings > 0 || done.affectedRows < rowCount;
      return Number(counts[1]) !== rowCount || counts[2] !== '0' || counts[3] !== '0';
    },
  };
}
