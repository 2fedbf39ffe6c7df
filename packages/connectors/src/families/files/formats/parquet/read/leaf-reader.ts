/** Pages of one leaf over all wanted row groups: fetched, checked, decompressed and opened. */
import { SluiceError } from '@sluice/core';
import { crc32 } from 'node:zlib';
import { fileErrors } from '../../../errors.ts';
import { Damage } from '../../damage.ts';
import { type PageBuffer, decompress } from './decompress.ts';
import { parquetErrors } from './errors.ts';
import { HybridReader } from './hybrid.ts';
import type { LeafType } from './leaf-type.ts';
import { LeafValues } from './leaf-values.ts';
import { pageHeader, pageTypes } from '../metadata.ts';
import type { LeafChunk } from './chunks.ts';
import { type MergedReads, SpanReader } from './byte-reads.ts';
import { levelWidth, startLevels } from './levels.ts';
import type { PageSpill, SpillPlace } from './page-spill.ts';
import type { CellProblem } from './cell-problem.ts';
import type { SchemaLeaf } from './schema-tree.ts';
import { readThrift } from './thrift-read.ts';
import { type ThriftValue, optional, struct } from '../thrift.ts';
import type { Column } from '@sluice/core';

export interface LeafSource {
  readonly path: string;
  readonly leaf: SchemaLeaf;
  readonly type: LeafType;
  readonly chunks: readonly LeafChunk[];
  readonly reads: Pick<MergedReads, 'read'>;
  readonly windowBytes: number;
  /** Where values of pages go that take more than `heldBytes`. */
  readonly spill: PageSpill;
  readonly heldBytes: number;
}

/** Without statistics, which may be as large as a value. */
const { dataPage, dataPageV2 } = pageHeader.fields;
const { statistics: _, ...dataFields } = dataPage.shape.fields;
const { statistics: __, ...dataFieldsV2 } = dataPageV2.shape.fields;
const headerShape = struct({
  ...pageHeader.fields,
  dataPage: optional(dataPage.id, struct(dataFields)),
  dataPageV2: optional(dataPageV2.id, struct(dataFieldsV2)),
});
type Header = ThriftValue<typeof headerShape>;

/** Most headers are shorter. */
const headerBytes = 256;
/** Longer ones are taken for damage. */
const maxHeaderBytes = 16 * 1024 * 1024;

export class LeafReader {
  readonly #source: LeafSource;
  readonly #spans: SpanReader;
  readonly #values: LeafValues;
  readonly #buffer: PageBuffer = { bytes: new Uint8Array(0) };
  readonly definition = new HybridReader();
  readonly repetition = new HybridReader();
  #chunk = -1;
  /** Place of the page in the file. */
  #pageStart = 0;
  /** Entries of the chunk in pages that were not opened. */
  #chunkLeft = 0;
  /** Entries of the page (values, nulls and empty lists) that were not read; callers count them down. */
  pageLeft = 0;
  #spillPlace: SpillPlace | undefined;

  constructor(source: LeafSource) {
    this.#source = source;
    this.#values = new LeafValues(source.type);
    this.#spans = new SpanReader(
      source.reads,
      source.chunks.map((chunk) => chunk.span),
      source.windowBytes,
    );
  }

  /** The last entry of a row group was read, so that a row ends here. */
  get isAtChunkEnd(): boolean {
    return this.pageLeft === 0 && this.#chunkLeft === 0;
  }

  /** Rows of the row group that is being read. */
  get groupRows(): number {
    return this.#current.rowCount;
  }

  get isAtEnd(): boolean {
    return this.isAtChunkEnd && this.#chunk === this.#source.chunks.length - 1;
  }

  /** See `LeafValues`. */
  readValues(into: Column, row: number, count: number, maxBytes: number, problems: CellProblem[]): number {
    try {
      return this.#values.read(into, row, count, maxBytes, problems);
    } catch (error) {
      throw this.damaged(error);
    }
  }

  /** See `LeafValues`. */
  get maxRepeatedBytes(): number {
    return this.#values.maxRepeatedBytes;
  }

  /** See `HybridReader`. */
  takeEqual(from: HybridReader, count: number): number {
    try {
      return from.takeEqual(count);
    } catch (error) {
      throw this.damaged(error);
    }
  }

  /** Levels of the next entries, which must not be larger than `max`. */
  readLevels(from: HybridReader, into: Uint8Array, at: number, count: number, max: number): void {
    try {
      from.readBytes(into, at, count);
      // All values of so many bits are levels.
      if (max === 2 ** levelWidth(max) - 1) return;
      for (let i = at; i < at + count; i++) {
        if ((into[i] as number) > max) throw new Damage('a level is larger than its schema allows');
      }
    } catch (error) {
      throw this.damaged(error);
    }
  }

  /** Opens the next page that has entries. Callers have read the one before to its end, and know that there is more. */
  async nextPage(): Promise<void> {
    try {
      while (this.pageLeft === 0) {
        if (this.#chunkLeft === 0) this.#nextChunk();
        this.#pageStart = this.#spans.position;
        if (this.#spans.remaining === 0) throw new Damage(`${this.#chunkLeft} values are missing`);
        const header = await this.#readHeader();
        const body = await this.#spans.take(header.compressedBytes);
        this.#open(header, body);
      }
    } catch (error) {
      throw this.damaged(error);
    }
  }

  /** What to throw for an error met while reading this leaf. */
  damaged(error: unknown): unknown {
    if (error instanceof SluiceError) return error;
    // Sizes that no memory has are damage as well.
    if (!(error instanceof Damage) && !(error instanceof RangeError)) return error;
    return fileErrors.corrupt(
      { path: this.#source.path, compress: 'Parquet', problem: `${error.message} (${this.#place})` },
      error,
    );
  }

  get #place(): string {
    const group = this.#source.chunks[this.#chunk]?.group ?? 0;
    return `row group ${group}, column "${this.#source.leaf.path}", page at byte ${this.#pageStart}`;
  }

  #nextChunk(): void {
    this.#chunk++;
    this.#spans.nextSpan();
    this.#chunkLeft = this.#current.valueCount;
    this.#values.forgetDictionary();
  }

  get #current(): LeafChunk {
    return this.#source.chunks[this.#chunk] as LeafChunk;
  }

  async #readHeader(): Promise<Header> {
    for (let wanted = headerBytes; ; wanted *= 4) {
      const bytes = await this.#spans.peek(wanted);
      try {
        const { value, end } = readThrift(headerShape, bytes);
        if (value.compressedBytes < 0 || value.uncompressedBytes < 0) throw new Damage('a page has a negative size');
        this.#spans.skip(end);
        return value;
      } catch (error) {
        const hasMore = bytes.length < this.#spans.remaining && wanted < maxHeaderBytes;
        if (!(error instanceof Damage && error.isShort && hasMore)) throw error;
      }
    }
  }

  #open(header: Header, body: Uint8Array): void {
    if (header.crc !== undefined && crc32(body) !== header.crc >>> 0) throw new Damage('its checksum does not match');
    switch (header.type) {
      case pageTypes.dictionary:
        return this.#openDictionary(header, body);
      case pageTypes.data:
        return this.#openData(header, body);
      case pageTypes.dataV2:
        return this.#openDataV2(header, body);
      default: // index pages and what is not known may be left out
    }
  }

  #openDictionary({ dictionaryPage, uncompressedBytes }: Header, body: Uint8Array): void {
    if (dictionaryPage === undefined || this.#values.hasDictionary) throw new Damage('its dictionary is out of place');
    const bytes = decompress(this.#current.codec, body, uncompressedBytes, { bytes: new Uint8Array(0) });
    this.#values.setDictionary(bytes, dictionaryPage.valueCount);
  }

  #openData({ dataPage, uncompressedBytes }: Header, body: Uint8Array): void {
    if (dataPage === undefined) throw new Damage('a page lacks its header');
    const { node } = this.#source.leaf;
    const count = this.#count(dataPage.valueCount);
    const bytes = decompress(this.#current.codec, body, uncompressedBytes, this.#buffer);
    const startAll = (from: Uint8Array): number => {
      let start = 0;
      if (node.depth > 0)
        start = startLevels(this.repetition, { bytes: from, start, encoding: dataPage.repetitionEncoding, count }, node.depth); // prettier-ignore
      if (node.definition > 0)
        start = startLevels(this.definition, { bytes: from, start, encoding: dataPage.definitionEncoding, count }, node.definition); // prettier-ignore
      return start;
    };
    const start = startAll(bytes);
    // Levels in memory of their own, so that the page need not stay.
    if (this.#isSpilled(dataPage.encoding, bytes.length - start)) startAll(bytes.slice(0, start));
    this.#start(dataPage.encoding, bytes, start, count);
  }

  #openDataV2({ dataPageV2, uncompressedBytes }: Header, body: Uint8Array): void {
    if (dataPageV2 === undefined) throw new Damage('a page lacks its header');
    const { node } = this.#source.leaf;
    const count = this.#count(dataPageV2.valueCount);
    const { repetitionBytes, definitionBytes, isCompressed = true } = dataPageV2;
    const start = repetitionBytes + definitionBytes;
    if (repetitionBytes < 0 || definitionBytes < 0 || start > Math.min(body.length, uncompressedBytes)) {
      throw new Damage('its levels are larger than the page');
    }
    const isSpilled = this.#isSpilled(dataPageV2.encoding, uncompressedBytes - start);
    const levels = isSpilled ? body.slice(0, start) : body;
    this.repetition.start(levels, 0, repetitionBytes, levelWidth(node.depth));
    this.definition.start(levels, repetitionBytes, start, levelWidth(node.definition));
    const { codec } = this.#current;
    const values = body.subarray(start);
    const bytes = isCompressed ? decompress(codec, values, uncompressedBytes - start, this.#buffer) : values;
    this.#start(dataPageV2.encoding, bytes, 0, count);
  }

  #count(valueCount: number): number {
    if (valueCount < 0 || valueCount > this.#chunkLeft)
      throw new Damage('its pages have more values than it should have');
    return valueCount;
  }

  /** True when so many bytes of values do not stay in memory. */
  #isSpilled(encoding: number, bytes: number): boolean {
    return bytes > this.#source.heldBytes && this.#values.canSpill(encoding);
  }

  #start(encoding: number, bytes: Uint8Array, start: number, count: number): void {
    const length = bytes.length - start;
    if (count > 0 && this.#isSpilled(encoding, length)) {
      const { spill } = this.#source;
      this.#spillPlace = spill.put(bytes.subarray(start), this.#spillPlace);
      this.#values.startSpilled(spill, this.#spillPlace, length);
      this.#buffer.bytes = new Uint8Array(0);
    } else if (count > 0 && !this.#values.start(encoding, bytes, start, bytes.length)) {
      const { path, type } = this.#source;
      throw parquetErrors.unsupported({
        path,
        place: this.#place,
        found: `encoding ${encoding} of ${type.nativeType}`,
      });
    }
    this.pageLeft = count;
    this.#chunkLeft -= count;
  }
}
