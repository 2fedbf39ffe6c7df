import type { Batch, Schema } from '@sluice/core';
import { BatchFiller, fixedRowBytes } from '../batch-filler.ts';
import type { BlockFile, BlockFormat, BlockReadRequest, FileBlock, FileBytes } from '../block-format.ts';
import { explainStatus } from '../explain-status.ts';
import { findBlock, readBlocks } from './block-stream.ts';
import { expanderOf, type Expand } from './codecs.ts';
import { columnsOf, type AvroColumn } from './column-types.ts';
import { Damage } from '../damage.ts';
import { badText, type CellStatus, Cursor } from './cursor.ts';
import { type Decode, makeDecoder } from './decoder.ts';
import { type AvroHeader, corrupt, readHeader } from './header.ts';
import { jsonPrinter } from './nested.ts';

/**
 * Avro container files. What can be read alone are ranges of equal size: a range has the blocks that begin in it,
 * found by the marker between blocks, so that opening a file costs the same whatever its size.
 */
export const avroFormat: BlockFormat = avroFormatWith(8 * 1024 * 1024);

/** @param rangeBytes size of what can be read alone. */
export function avroFormatWith(rangeBytes: number): BlockFormat {
  return {
    async open(file, signal) {
      const header = await readHeader(file, signal);
      return new AvroFile(file, header, rangeBytes);
    },
  };
}

class AvroFile implements BlockFile {
  readonly schema: Schema;
  readonly blocks: readonly FileBlock[];
  readonly #file: FileBytes;
  readonly #header: AvroHeader;
  readonly #columns: readonly AvroColumn[];
  readonly #expand: Expand;
  readonly #rangeBytes: number;

  constructor(file: FileBytes, header: AvroHeader, rangeBytes: number) {
    this.#file = file;
    this.#header = header;
    this.#rangeBytes = rangeBytes;
    this.#columns = columnsOf(header.root);
    this.#expand = expanderOf(header.codec, file.path);
    this.schema = { columns: this.#columns.map((column) => column.spec) };
    const size = file.size - header.end;
    this.blocks = Array.from({ length: Math.ceil(size / rangeBytes) }, (_, index) => ({
      bytes: Math.min(rangeBytes, size - index * rangeBytes),
    }));
  }

  async *read(request: BlockReadRequest): AsyncGenerator<Batch> {
    const { sources, signal } = request;
    const filler = new BatchFiller({
      ...request,
      isFilled: sources.map((source) => source !== undefined),
      origin: this.#file.path,
    });
    const filled = filler.batch.columns.filter((_, index) => sources[index] !== undefined);
    const decode = makeDecoder(this.#columns, sources, fixedRowBytes(filled));
    const limit = this.#header.end + request.end * this.#rangeBytes;
    const to = Math.min(limit, this.#file.size);
    const start = this.#header.end + request.start * this.#rangeBytes;
    const from = await findBlock(this.#file, this.#header, { from: start, to, signal });
    const records = new RecordReader(this.#columns, decode, filler, request.batchRows);
    for await (const block of readBlocks(this.#file, this.#header, { from, to, signal })) {
      signal.throwIfAborted();
      records.enter(await this.#expanded(block.bytes), block.rowCount);
      for (;;) {
        this.#guarded(() => records.read());
        if (filler.isFull) {
          yield filler.finish();
          signal.throwIfAborted();
          filler.advance();
        } else if (records.isDone) break;
      }
      this.#guarded(() => records.leave());
    }
    if (!filler.isEmpty) yield filler.finish();
  }

  async #expanded(block: Buffer): Promise<Buffer> {
    try {
      return await this.#expand(block);
    } catch (error) {
      throw this.#explained(error, `a block is not sound ${this.#header.codec} data`);
    }
  }

  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw this.#explained(error, undefined);
    }
  }

  /** Errors about bytes as `FILES_CORRUPT`; others stay what they are. */
  #explained(error: unknown, known: string | undefined): unknown {
    if (error instanceof Damage) return corrupt(this.#file.path, error.message, error);
    // A number beyond the end of the memory.
    if (error instanceof RangeError) return corrupt(this.#file.path, 'a record reaches beyond its block', error);
    const isOfCodec = error instanceof Error && error.constructor === Error;
    if (known === undefined || !isOfCodec) return error;
    return corrupt(this.#file.path, `${known} (${error.message})`, error);
  }
}

/** Records of blocks into batches. */
class RecordReader {
  readonly #cursor = new Cursor();
  readonly #decode: Decode;
  readonly #filler: BatchFiller;
  readonly #state;

  constructor(columns: readonly AvroColumn[], decode: Decode, filler: BatchFiller, batchRows: number) {
    this.#decode = decode;
    this.#filler = filler;
    const print = jsonPrinter({
      kind: 'record',
      name: '',
      fields: columns.map(({ spec, node }) => ({ name: spec.name, node })),
    });
    this.#state = {
      cursor: this.#cursor,
      left: 0,
      maxRows: batchRows,
      maxBytes: 0,
      reject: (start: number, column: number, status: CellStatus) => {
        const after = this.#cursor.at;
        this.#cursor.at = start;
        const raw = print(this.#cursor, 0);
        this.#cursor.at = after;
        const spec = filler.batch.schema.columns[column];
        const name = spec?.name ?? '';
        if (status === badText) {
          const reason = `Column "${name}": bytes that are no UTF-8.`;
          filler.reject({ column, code: 'INVALID_ENCODING', reason, raw });
        } else if (spec !== undefined) {
          const { code, problem } = explainStatus(status, spec.type);
          filler.reject({ column, code, reason: `Column "${name}": ${problem}`, raw });
        }
      },
    };
  }

  get isDone(): boolean {
    return this.#state.left === 0;
  }

  /** Starts the records of a block. */
  enter(bytes: Buffer, rowCount: number): void {
    this.#cursor.enter(bytes, 0, bytes.length);
    this.#state.left = rowCount;
  }

  read(): void {
    this.#state.maxBytes = this.#filler.maxBytes;
    this.#decode(this.#state, this.#filler.batch);
  }

  /** Checks that nothing is left. */
  leave(): void {
    if (this.#cursor.at !== this.#cursor.end) throw new Damage('a block has more bytes than its records');
  }
}
