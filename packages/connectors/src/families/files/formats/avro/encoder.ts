import { randomBytes } from 'node:crypto';
import {
  type Batch,
  copyBytes,
  isMaxWords,
  isMinWords,
  type Rejection,
  type Schema,
  wordsToNumber,
} from '@sluice/core';
import { type EncodeRows as Encode, fullBytes, spareBytes } from '../encode-buffer.ts';
import type { RowEncoder } from '../format.ts';
import { type AvroCodec, compressBlock } from './codecs.ts';
import { encoderSource, refusals } from './encoder-source.ts';
import { syncBytes } from './header.ts';
import { writtenSchema, type WrittenNames } from './written-schema.ts';
import {
  isDecimalWord,
  maxVarint,
  wideDecimalWriter,
  writeInt,
  writeLong,
  writeUint64,
  writeWords,
} from './write-values.ts';

export interface AvroOutput extends Partial<WrittenNames> {
  /** Default `deflate`, which every reader of Avro has. */
  readonly codec?: AvroCodec;
  /** A block is closed at this size, before compression. Default 256 KiB. */
  readonly blockBytes?: number;
}

interface EncodeState {
  row: number;
  /** Rows that are in the block. */
  accepted: number;
  rejections: Rejection[];
}

type EncodeRows = Encode<EncodeState>;

/**
 * Rows as an Avro container file. Values that Avro cannot hold (infinite dates, times beyond a day, NaN in a decimal)
 * are refused. Throws `AVRO_BAD_NAME` and `AVRO_SAME_NAME`.
 */
export function avroEncoder(schema: Schema, options: AvroOutput = {}): RowEncoder {
  const { codec = 'deflate', blockBytes = 256 * 1024, recordName = 'row', namespace, fieldNames = 'strict' } = options;
  const written = writtenSchema(schema, {
    recordName,
    fieldNames,
    ...(namespace === undefined || namespace === '' ? {} : { namespace }),
  });
  return new AvroEncoder(Buffer.from(JSON.stringify(written)), codec, blockBytes, makeEncode(schema));
}

class AvroEncoder implements RowEncoder {
  readonly #schemaText: Buffer;
  readonly #codec: AvroCodec;
  readonly #blockBytes: number;
  readonly #encodeRows: EncodeRows;
  readonly #state: EncodeState = { row: 0, accepted: 0, rejections: [] };
  #block: Uint8Array;
  #blockEnd = 0;
  /** Pieces of the file that nobody has taken. */
  #pieces: Uint8Array[] = [];
  #pendingBytes = 0;
  #sync = Buffer.alloc(syncBytes);

  constructor(schemaText: Buffer, codec: AvroCodec, blockBytes: number, encodeRows: EncodeRows) {
    this.#schemaText = schemaText;
    this.#codec = codec;
    this.#blockBytes = blockBytes;
    this.#encodeRows = encodeRows;
    this.#block = new Uint8Array(blockBytes + spareBytes);
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  start(): Uint8Array {
    this.#sync = randomBytes(syncBytes);
    const entry = (key: string, value: Uint8Array) => [
      lengthOf(key.length),
      Buffer.from(key),
      lengthOf(value.length),
      value,
    ];
    return Buffer.concat([
      Buffer.from('Obj\x01', 'latin1'),
      lengthOf(2),
      ...entry('avro.schema', this.#schemaText),
      ...entry('avro.codec', Buffer.from(this.#codec)),
      lengthOf(0),
      this.#sync,
    ]);
  }

  encode(batch: Batch, row: number, endRow: number, rejections: Rejection[]): number {
    const state = this.#state;
    state.rejections = rejections;
    state.row = row;
    while (state.row < endRow && this.#pendingBytes < fullBytes) {
      const before = state.row;
      this.#blockEnd = this.#encodeRows(state, batch, before, endRow, this.#block, this.#blockEnd, this.#blockBytes);
      if (this.#blockEnd >= this.#blockBytes) this.#closeBlock();
      else if (state.row === before && this.#blockEnd > 0) this.#closeBlock();
      else if (state.row === before) this.#block = new Uint8Array(this.#block.length * 2);
    }
    return state.row;
  }

  take(): Uint8Array {
    const taken = this.#pieces.length === 1 ? (this.#pieces[0] as Uint8Array) : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#pendingBytes = 0;
    return taken;
  }

  end(): Uint8Array {
    this.#closeBlock();
    return this.take();
  }

  /** Moves the records of the block to what can be taken. */
  #closeBlock(): void {
    const state = this.#state;
    if (state.accepted === 0) return;
    const text = this.#block.subarray(0, this.#blockEnd);
    const bytes = compressBlock(this.#codec, text);
    const own = bytes === text ? Uint8Array.from(bytes) : bytes;
    const pieces = [lengthOf(state.accepted), lengthOf(own.length), own, this.#sync];
    for (const piece of pieces) this.#pendingBytes += piece.length;
    this.#pieces.push(...pieces);
    state.accepted = 0;
    this.#blockEnd = 0;
    if (this.#block.length > 8 * (this.#blockBytes + spareBytes))
      this.#block = new Uint8Array(this.#blockBytes + spareBytes);
  }
}

function lengthOf(value: number): Uint8Array {
  const bytes = new Uint8Array(maxVarint);
  return bytes.subarray(0, writeInt(bytes, 0, value));
}

function makeEncode(schema: Schema): EncodeRows {
  const wide = schema.columns.map(({ type }) =>
    type.kind === 'decimal' && type.precision !== undefined ? wideDecimalWriter(type) : undefined,
  );
  const runtime = {
    copyBytes,
    isDecimalWord,
    isInDay: (lo: number, hi: number) => hi >= 0 && wordsToNumber(lo, hi) < 86_400_000_000,
    isInfinite: (lo: number, hi: number) => isMaxWords(lo, hi) || isMinWords(lo, hi),
    writeInt,
    writeLong,
    writeUint64,
    writeWords,
    refuse: (state: EncodeState, row: number, column: number, refusal: number) =>
      void state.rejections.push({ row, column, ...refusalOf(refusal, schema.columns[column]?.name ?? '') }),
  };
  const names = wide.map((_, index) => `wide${index}`);
  // Made of numbers and fixed names only.
  const create = new Function('runtime', ...names, encoderSource(schema)) as (...values: unknown[]) => EncodeRows;
  return create(runtime, ...wide);
}

function refusalOf(refusal: number, name: string): { readonly code: string; readonly reason: string } {
  const at = `Column "${name}":`;
  switch (refusal) {
    case refusals.null:
      return { code: 'NULL_NOT_ALLOWED', reason: `${at} null, and the column is declared without nulls.` };
    case refusals.infinite:
      return { code: 'OUT_OF_RANGE', reason: `${at} Avro has no infinite dates.` };
    case refusals.outOfDay:
      return { code: 'OUT_OF_RANGE', reason: `${at} a time in Avro lies between 00:00:00 and 24:00:00.` };
    default:
      return { code: 'OUT_OF_RANGE', reason: `${at} NaN, an infinity or more digits than the decimal in Avro has.` };
  }
}
