import type { Batch, Column, Schema, TextOptions, TextParser } from '@sluice/core';
import { compileParser } from '@sluice/core';
import { countLines } from '../../count-lines.ts';
import { isSoundUtf8 } from '../../encoding.ts';
import { fileErrors } from '../../errors.ts';
import type { ColumnPolicies } from '../../placement.ts';
import { explainStatus } from '../explain-status.ts';
import { keptRawBytes, type RecordScanner, type RecordWalker, type ScanState } from '../format.ts';
import { bracketEnd, decodeString, lastString, skipJsonBlanks, stringEnd, valueEnd } from './json-bytes.ts';
import { JsonWalker, LineWalker } from './walker.ts';

export interface JsonShape {
  readonly schema: Schema;
  /** Key of each column; undefined: it is not in the records. */
  readonly keys: readonly (string | undefined)[];
  /** True for columns that take the line in which the record begins. */
  readonly lines: readonly boolean[];
  readonly policies: ColumnPolicies;
  /** Keys that columns from elsewhere stand for. */
  readonly passedOver?: readonly string[];
  readonly textOptions: readonly TextOptions[];
  readonly parsers?: readonly (TextParser | undefined)[];
  /** Text in a JSON string that means null. */
  readonly nullText?: Uint8Array;
  /** `lines`: an object per line; `stream`: objects in an array or one after the other, over any number of lines. */
  readonly form: 'lines' | 'stream';
  /** For messages. */
  readonly path: string;
}

/** Reads JSON objects, one row each. Unless the policies say otherwise, other keys are passed over and missing ones null. */
export function jsonScanner(shape: JsonShape): RecordScanner {
  const reader = new ObjectReader(shape);
  if (shape.form === 'lines') {
    return {
      scan: (state, bytes, position, stop, end) => scanLines(reader, state, bytes, position, stop, end),
      walker: () => new LineWalker(),
      lineEnd: Uint8Array.of(10),
    };
  }
  return {
    scan: (state, bytes, position, stop, end) => scanStream(reader, shape.path, state, bytes, position, stop, end),
    walker: (): RecordWalker => new JsonWalker(),
  };
}

function scanLines(
  reader: ObjectReader,
  state: ScanState,
  bytes: Uint8Array,
  position: number,
  stop: number,
  end: number,
): number {
  let at = position;
  while (at < stop && state.batch.rowCount < state.maxRows) {
    const lineEnd = bytes.indexOf(10, at);
    if (lineEnd < 0 || lineEnd >= end) break;
    const start = skipJsonBlanks(bytes, at, lineEnd);
    if (start < lineEnd) reader.row(state, bytes, start, lineEnd);
    state.line++;
    at = lineEnd + 1;
  }
  return at;
}

function scanStream(
  reader: ObjectReader,
  path: string,
  state: ScanState,
  bytes: Uint8Array,
  position: number,
  stop: number,
  end: number,
): number {
  let at = position;
  while (state.batch.rowCount < state.maxRows && at < stop) {
    const c = bytes[at] as number;
    if (c === 123) {
      const next = bracketEnd(bytes, at, end);
      if (next < 0) {
        if (state.isLast) throw fileErrors.brokenJson({ path, line: state.line });
        return at;
      }
      reader.row(state, bytes, at, next);
      state.line += countLines(bytes, at, next);
      at = next;
    } else {
      // Between objects: blanks, and the brackets and commas of an array.
      if (c === 10) state.line++;
      else if (c !== 44 && c !== 91 && c !== 93 && c !== 32 && c !== 9 && c !== 13) {
        throw fileErrors.brokenJson({ path, line: state.line });
      }
      at++;
    }
  }
  return at;
}

const statuses = { ok: 0, malformed: 1, extra: 100 } as const;
/** Instead of a column: the key is passed over, or nobody knows it. */
const noColumn = { passedOver: -2, unknown: -1 } as const;

class ObjectReader {
  readonly #shape: JsonShape;
  readonly #keys: readonly (Uint8Array | undefined)[];
  readonly #indices = new Map<string, number>();
  readonly #parsers: readonly TextParser[];
  readonly #isJson: readonly boolean[];
  /** Number of the record in which each column was last seen. */
  readonly #seen: Float64Array;
  #record = 0;
  #scratch = new Uint8Array(1024);
  #failed = -1;
  readonly #refusesExtra: boolean;
  readonly #refusesMissing: boolean;

  constructor(shape: JsonShape) {
    const { columns } = shape.schema;
    this.#shape = shape;
    this.#refusesExtra = (shape.policies.extra ?? 'ignore') !== 'ignore';
    this.#refusesMissing = (shape.policies.missing ?? 'null') !== 'null';
    this.#keys = shape.keys.map((key) => (key === undefined ? undefined : new TextEncoder().encode(key)));
    for (const key of shape.passedOver ?? []) this.#indices.set(key, noColumn.passedOver);
    for (const [index, key] of shape.keys.entries()) if (key !== undefined) this.#indices.set(key, index);
    this.#parsers = columns.map(
      (column, index) => shape.parsers?.[index] ?? compileParser(column.type, shape.textOptions[index] as TextOptions),
    );
    this.#isJson = columns.map((column) => column.type.kind === 'json');
    this.#seen = new Float64Array(columns.length).fill(-1);
  }

  /** Takes the object in `bytes[start, end)` as a row, or rejects it. */
  row(state: ScanState, bytes: Uint8Array, start: number, end: number): void {
    const { batch } = state;
    this.#record++;
    this.#failed = -1;
    if (end - start > state.maxRecordBytes) {
      const reason = `the record is larger than ${state.maxRecordBytes} bytes.`;
      return this.#reject(state, bytes, start, Math.min(end, start + keptRawBytes), 'RECORD_TOO_LARGE', reason);
    }
    if (!state.isSound && !isSoundUtf8(bytes, start, end)) {
      return this.#reject(state, bytes, start, end, 'INVALID_ENCODING', 'bytes that are no text in this encoding.');
    }
    const { policies } = this.#shape;
    const status = this.#readObject(batch, bytes, start, end);
    if (status === statuses.ok) {
      this.#failed = this.#fillRest(state);
      if (this.#failed >= 0) return this.#misfit(state, bytes, start, end, 'MISSING_FIELDS', policies.missing);
      batch.rowCount++;
      return;
    }
    if (status === statuses.extra) return this.#misfit(state, bytes, start, end, 'EXTRA_FIELDS', policies.extra);
    const column = this.#shape.schema.columns[this.#failed];
    if (column === undefined) return this.#reject(state, bytes, start, end, 'MALFORMED', 'not a JSON object.');
    const { code, problem } = explainStatus(status, column.type);
    return this.#reject(state, bytes, start, end, code, problem);
  }

  /** A record with other keys than the columns: dirty or the end, as the policy says. */
  #misfit(
    state: ScanState,
    bytes: Uint8Array,
    start: number,
    end: number,
    code: 'MISSING_FIELDS' | 'EXTRA_FIELDS',
    policy: string | undefined,
  ): void {
    const reason = code === 'MISSING_FIELDS' ? 'the key is missing.' : 'it has a key that no column takes.';
    if (policy === 'error')
      throw fileErrors.misfitRecord({ path: this.#shape.path, reason: `Line ${state.line}: ${reason}` });
    this.#reject(state, bytes, start, end, code, reason);
  }

  #reject(state: ScanState, bytes: Uint8Array, start: number, end: number, code: string, problem: string): void {
    state.batch.abandonRow();
    const column = this.#shape.schema.columns[this.#failed];
    const at = column === undefined ? `Line ${state.line}` : `Line ${state.line}, column "${column.name}"`;
    const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', start, end).trimEnd();
    const cause = column === undefined ? {} : { column: this.#failed };
    state.reject({ line: state.line, ...cause, code, reason: `${at}: ${problem}`, raw });
  }

  #readObject(batch: Batch, bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start] !== 123) return statuses.malformed;
    let at = skipJsonBlanks(bytes, start + 1, end);
    if (bytes[at] === 125) return skipJsonBlanks(bytes, at + 1, end) === end ? statuses.ok : statuses.malformed;
    for (let expected = 0; ; expected++) {
      if (bytes[at] !== 34) return statuses.malformed;
      const keyEnd = stringEnd(bytes, at + 1, end);
      if (keyEnd < 0) return statuses.malformed;
      const column = this.#columnOf(bytes, at + 1, keyEnd, expected);
      if (column >= 0) expected = column;
      else if (this.#refusesExtra && column === noColumn.unknown) return statuses.extra;
      at = skipJsonBlanks(bytes, keyEnd + 1, end);
      if (bytes[at] !== 58) return statuses.malformed;
      at = skipJsonBlanks(bytes, at + 1, end);
      const stop = valueEnd(bytes, at, end);
      if (stop < 0) return statuses.malformed;
      if (column >= 0) {
        const status = this.#take(batch.columns[column] as Column, column, batch.rowCount, bytes, at, stop);
        if (status !== 0) {
          this.#failed = column;
          return status;
        }
      }
      at = skipJsonBlanks(bytes, stop, end);
      const c = bytes[at];
      at = skipJsonBlanks(bytes, at + 1, end);
      if (c === 125) return at === end ? statuses.ok : statuses.malformed;
      if (c !== 44) return statuses.malformed;
    }
  }

  /** Keys mostly come in the order of the columns: the expected one is compared first. */
  #columnOf(bytes: Uint8Array, start: number, end: number, expected: number): number {
    const key = this.#keys[expected];
    if (key !== undefined && key.length === end - start) {
      let at = 0;
      while (at < key.length && bytes[start + at] === key[at]) at++;
      if (at === key.length) return expected;
    }
    const length = this.#decode(bytes, start, end);
    if (length < 0) return noColumn.unknown;
    const name = Buffer.from(this.#scratch.buffer, 0, length).toString('utf8');
    return this.#indices.get(name) ?? noColumn.unknown;
  }

  #decode(bytes: Uint8Array, start: number, end: number): number {
    if (this.#scratch.length < end - start) this.#scratch = new Uint8Array((end - start) * 2);
    return decodeString(bytes, start, end, this.#scratch);
  }

  #take(column: Column, index: number, row: number, bytes: Uint8Array, start: number, end: number): number {
    const parse = this.#parsers[index] as TextParser;
    // A key given twice: the last one counts.
    if (this.#seen[index] === this.#record) column.clearNull(row);
    this.#seen[index] = this.#record;
    const c = bytes[start];
    if (c === 110) return setNull(column, row);
    if (c !== 34 || this.#isJson[index] === true) return parse(bytes, start, end, column, row);
    const { nullText } = this.#shape;
    let from = start + 1;
    let to = end - 1;
    let source = bytes;
    if (lastString.isEscaped) {
      to = this.#decode(bytes, from, to);
      if (to < 0) return statuses.malformed;
      source = this.#scratch;
      from = 0;
    }
    if (
      nullText !== undefined &&
      nullText.length === to - from &&
      nullText.every((byte, at) => source[from + at] === byte)
    ) {
      return setNull(column, row);
    }
    return parse(source, from, to, column, row);
  }

  /** Fills what the object does not have. Returns the column that it should have, -1 when there is none. */
  #fillRest({ batch, line, constantTexts }: ScanState): number {
    const { keys, lines } = this.#shape;
    const row = batch.rowCount;
    for (let index = 0; index < this.#seen.length; index++) {
      if (this.#seen[index] === this.#record) continue;
      if (this.#refusesMissing && keys[index] !== undefined) return index;
      const column = batch.columns[index] as Column;
      const text = constantTexts[index];
      if (lines[index] === true) putLine(column, row, line);
      else if (text === null || text === undefined) setNull(column, row);
      else this.#parsers[index]?.(text, 0, text.length, column, row);
    }
    return -1;
  }
}

function putLine(column: Column, row: number, line: number): void {
  column.values[row * 2] = line;
  column.values[row * 2 + 1] = line / 2 ** 32;
}

function setNull(column: Column, row: number): number {
  column.setNull(row);
  if (column.layout === 'bytes') column.offsets[row + 1] = column.offsets[row] as number;
  return 0;
}
