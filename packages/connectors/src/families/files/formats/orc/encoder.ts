/** Rows as ORC, version 0.12: what Hive, Spark, Trino and Arrow read. */
import type { Batch, Rejection, Schema } from '@sluice/core';
import { BlockPool, type BlockQueue } from '../blocks.ts';
import { addRows, between, refuseSameNames, stepRows, WaitingParts } from '../column-groups.ts';
import type { RowEncoder } from '../format.ts';
import { calendars, encodings, footer, magic, metadata, postScript, stripeFooter, typeKinds } from './messages.ts';
import type { MessageShape, ProtobufInput } from './protobuf.ts';
import { nodeWriter } from './write/columns.ts';
import { chunkCodec, type OrcCodec } from './write/compression.ts';
import type { FinishedType, NodeWriter, Statistics, TypeMessage } from './write/node.ts';
import { OutStream } from './write/out-stream.ts';
import { writeMessage } from './write/protobuf-write.ts';
import { mergeStatistics } from './write/statistics.ts';
import type { TextSetup } from './write/texts.ts';

export interface OrcOptions {
  /** Default: snappy. */
  readonly codec?: OrcCodec;
  /** A stripe ends after so many bytes, which are held in memory. Default: 16 MB. */
  readonly stripeBytes?: number;
  /** A stripe ends after so many rows at the latest. Default: 1,048,576. */
  readonly stripeRows?: number;
}

const defaultStripeBytes = 16 << 20;
const defaultStripeRows = 1 << 20;
/** Names no known writer, so that nobody works around the faults of one. */
const writerNumber = 100;
/** Statistics are as the newest rules have them. */
const writerVersion = 9;

/**
 * Collects rows column by column and hands out whole stripes. While one is being taken no row is encoded. Throws
 * `FILES_BAD_COLUMN` when two columns have the same name.
 */
export function orcEncoder(schema: Schema, options: OrcOptions = {}): RowEncoder {
  return new OrcEncoder(schema, options);
}

class OrcEncoder implements RowEncoder {
  readonly #setup: TextSetup;
  readonly #types: readonly TypeMessage[];
  readonly #columns: readonly NodeWriter[];
  readonly #stripeBytes: number;
  readonly #stripeRows: number;
  #stripes: NonNullable<ProtobufInput<typeof footer>['stripes']>[number][] = [];
  #stripeStatistics: (readonly Statistics[])[] = [];
  #fileStatistics: Statistics[] = [];
  /** Place in the file behind all complete stripes. */
  #position = magic.length;
  #fileRows = 0;
  #openRows = 0;
  /** Parts of the complete stripe that are still to be taken. */
  readonly #waiting = new WaitingParts();

  constructor(schema: Schema, options: OrcOptions) {
    refuseSameNames(schema);
    this.#stripeBytes = options.stripeBytes ?? defaultStripeBytes;
    this.#stripeRows = options.stripeRows ?? defaultStripeRows;
    this.#setup = setupOf(schema.columns.length, this.#stripeBytes, options.codec ?? 'snappy');
    this.#columns = schema.columns.map(({ type }) => nodeWriter(type, this.#setup));
    this.#types = numbered(schema, this.#columns);
  }

  get pendingBytes(): number {
    return this.#waiting.length;
  }

  start(): Uint8Array {
    return Buffer.from(magic);
  }

  encode(batch: Batch, row: number, endRow: number, rejections: Rejection[]): number {
    let at = row;
    while (at < endRow && this.#waiting.isEmpty) {
      const end = Math.min(at + stepRows, endRow, at + this.#stripeRows - this.#openRows);
      this.#openRows += addRows(this.#columns, { batch, from: at, to: end }, rejections);
      at = end;
      if (this.#isStripeFull()) this.#endStripe();
    }
    return at;
  }

  take(): Uint8Array {
    return this.#waiting.take();
  }

  end(): Uint8Array {
    this.#endStripe();
    this.#waiting.push(...this.#tail());
    const rest = new Uint8Array(this.pendingBytes);
    this.#waiting.moveTo(rest);
    this.#stripes = [];
    this.#stripeStatistics = [];
    this.#fileStatistics = [];
    this.#position = magic.length;
    this.#fileRows = 0;
    return rest;
  }

  #isStripeFull(): boolean {
    if (this.#openRows >= this.#stripeRows) return true;
    let held = 0;
    for (const { heldBytes } of this.#columns) held += heldBytes;
    return held >= this.#stripeBytes;
  }

  #endStripe(): void {
    const numberOfRows = this.#openRows;
    if (numberOfRows === 0) return;
    const root: FinishedType = {
      encoding: { kind: encodings.direct },
      streams: [],
      statistics: { numberOfValues: numberOfRows, hasNull: false },
    };
    const finished = [root, ...this.#columns.flatMap((column) => column.finish())];
    const streams = finished.flatMap((type, column) => type.streams.map((stream) => ({ ...stream, column })));
    const footerQueue = this.#chunked(stripeFooter, {
      streams: streams.map(({ kind, column, bytes }) => ({ kind, column, length: bytes.length })),
      columns: finished.map((type) => type.encoding),
      writerTimezone: 'UTC',
    });
    const dataLength = streams.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const footerLength = footerQueue.length;
    this.#stripes.push({ offset: this.#position, indexLength: 0, dataLength, footerLength, numberOfRows });
    const statistics = finished.map((type) => type.statistics);
    this.#stripeStatistics.push(statistics);
    this.#fileStatistics = statistics.map((each, index) => mergeStatistics(this.#fileStatistics[index], each));
    this.#waiting.push(...streams.map(({ bytes }) => bytes), footerQueue);
    this.#position += dataLength + footerLength;
    this.#fileRows += numberOfRows;
    this.#openRows = 0;
  }

  /** Statistics of the stripes, footer and postscript. */
  #tail(): readonly BlockQueue[] {
    const statistics = this.#chunked(metadata, { stripes: this.#stripeStatistics.map((columns) => ({ columns })) });
    const metadataLength = statistics.length;
    const content = this.#chunked(footer, {
      headerLength: magic.length,
      contentLength: this.#position,
      stripes: this.#stripes,
      types: this.#types,
      numberOfRows: this.#fileRows,
      statistics: this.#types.map((_, index) => this.#fileStatistics[index] ?? { numberOfValues: 0, hasNull: false }),
      rowIndexStride: 0,
      writer: writerNumber,
      calendar: calendars.proleptic,
      softwareVersion: 'sluice',
    });
    const script = writeMessage(postScript, {
      footerLength: content.length,
      compression: this.#setup.codec.kind,
      compressionBlockSize: this.#setup.chunkBytes,
      version: [0, 12],
      metadataLength,
      writerVersion,
      magic,
    });
    const last = new OutStream({ ...this.#setup, codec: chunkCodec('none') });
    last.write(script, 0, script.length);
    last.write(Uint8Array.of(script.length), 0, 1);
    return [statistics, content, last.finish()];
  }

  /** A message in chunks. */
  #chunked<const S extends MessageShape>(shape: S, value: ProtobufInput<S>): BlockQueue {
    const stream = new OutStream(this.#setup);
    const bytes = writeMessage(shape, value);
    stream.write(bytes, 0, bytes.length);
    return stream.finish();
  }
}

/** Buffers such that those of all columns together stay within what a stripe may hold. */
function setupOf(columnCount: number, stripeBytes: number, codec: OrcCodec): TextSetup {
  const share = stripeBytes / Math.max(1, columnCount);
  const blockBytes = between(4_096, share / 8, 64 * 1024);
  return {
    codec: chunkCodec(codec),
    pool: new BlockPool(blockBytes, Math.ceil((stripeBytes * 1.5) / blockBytes) + columnCount * 3),
    chunkBytes: between(16 * 1024, share / 4, 256 * 1024),
    dictionaryBytes: between(4_096, share / 2, 1024 * 1024),
  };
}

/** The struct of a row and the types of all columns, each with the numbers of its parts. */
function numbered(schema: Schema, columns: readonly NodeWriter[]): readonly TypeMessage[] {
  const all: TypeMessage[] = [];
  const subtypes: number[] = [];
  for (const { types } of columns) {
    const first = all.length + 1;
    subtypes.push(first);
    // The only nested types are lists: their items come right behind.
    const isList = types.length > 1;
    all.push(...types.map((type, index) => (isList && index === 0 ? { ...type, subtypes: [first + 1] } : type)));
  }
  const fieldNames = schema.columns.map(({ name }) => name);
  return [{ kind: typeKinds.indexOf('struct'), subtypes, fieldNames }, ...all];
}
