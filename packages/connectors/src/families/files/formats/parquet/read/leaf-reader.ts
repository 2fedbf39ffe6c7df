/** Pages of one leaf over all wanted row groups: fetched, checked, decompressed and opened. */
import { SluiceError } from '@sluice/core';
import { crc32 } from 'node:zlib';
import { fileErrors } from '../../../errors.ts';
import { Damage } from '../../damage.ts';
import { type PageBuffer, decompress } from './decompress.ts';
import { type LargePage, checksumDiffers, headOf, spillPage } from './large-page.ts';
import { parquetErrors } from './errors.ts';
import { HybridReader } from './hybrid.ts';
import type { LeafType } from './leaf-type.ts';
import { LeafValues } from './leaf-values.ts';
import { codecs, pageTypes } from '../metadata.ts';
import type { LeafChunk } from './chunks.ts';
import { type MergedReads, SpanReader } from './byte-reads.ts';
import { levelWidth, startLevels } from './levels.ts';
import type { HeldPages, PageSpill, SpillPlace } from './page-spill.ts';
import type { CellProblem } from './cell-problem.ts';
import type { SchemaLeaf } from './schema-tree.ts';
import { type DataPage, type DataPageV2, type Header, readPageHeader } from './page-header.ts';
import type { Column } from '@sluice/core';

export interface LeafSource {
  readonly path: string;
  readonly leaf: SchemaLeaf;
  readonly type: LeafType;
  readonly chunks: readonly LeafChunk[];
  readonly reads: Pick<MergedReads, 'read'>;
  readonly windowBytes: number;
  /** Where the values of pages go that find no room in `held`. */
  readonly spill: PageSpill;
  readonly held: HeldPages;
}

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
  /** Bytes of the open page in memory. */
  #heldBytes = 0;

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
        const header = await readPageHeader(this.#spans);
        if (this.#isSpilled(header)) await this.#openSpilled(header);
        else this.#open(header, await this.#spans.take(header.compressedBytes));
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

  #open(header: Header, body: Uint8Array): void {
    if (header.crc !== undefined && crc32(body) !== header.crc >>> 0) throw checksumDiffers();
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
    const count = this.#count(dataPage.valueCount);
    const bytes = decompress(this.#current.codec, body, uncompressedBytes, this.#buffer);
    this.#start(dataPage.encoding, bytes, this.#startLevels(dataPage, bytes), count);
  }

  /** Starts on the levels of a page of version 1 and returns where they end. */
  #startLevels(page: DataPage, bytes: Uint8Array): number {
    const { node } = this.#source.leaf;
    const { valueCount: count, repetitionEncoding, definitionEncoding } = page;
    let start = 0;
    if (node.depth > 0)
      start = startLevels(this.repetition, { bytes, start, encoding: repetitionEncoding, count }, node.depth);
    if (node.definition > 0)
      start = startLevels(this.definition, { bytes, start, encoding: definitionEncoding, count }, node.definition);
    return start;
  }

  #openDataV2({ dataPageV2, uncompressedBytes }: Header, body: Uint8Array): void {
    if (dataPageV2 === undefined) throw new Damage('a page lacks its header');
    const count = this.#count(dataPageV2.valueCount);
    const start = levelBytes(dataPageV2, Math.min(body.length, uncompressedBytes));
    this.#startLevelsV2(dataPageV2, body);
    const { codec } = this.#current;
    const values = body.subarray(start);
    const isCompressed = dataPageV2.isCompressed ?? true;
    const bytes = isCompressed ? decompress(codec, values, uncompressedBytes - start, this.#buffer) : values;
    this.#start(dataPageV2.encoding, bytes, 0, count);
  }

  #startLevelsV2({ repetitionBytes, definitionBytes }: DataPageV2, bytes: Uint8Array): void {
    const { node } = this.#source.leaf;
    const end = repetitionBytes + definitionBytes;
    this.repetition.start(bytes, 0, repetitionBytes, levelWidth(node.depth));
    this.definition.start(bytes, repetitionBytes, end, levelWidth(node.definition));
  }

  #count(valueCount: number): number {
    if (valueCount < 0 || valueCount > this.#chunkLeft)
      throw new Damage('its pages have more values than it should have');
    return valueCount;
  }

  #start(encoding: number, bytes: Uint8Array, start: number, count: number): void {
    if (count > 0 && !this.#values.start(encoding, bytes, start, bytes.length)) {
      const { path, type } = this.#source;
      throw parquetErrors.unsupported({
        path,
        place: this.#place,
        found: `encoding ${encoding} of ${type.nativeType}`,
      });
    }
    this.#countDown(count);
  }

  #countDown(count: number): void {
    this.pageLeft = count;
    this.#chunkLeft -= count;
  }

  /** True for pages whose values do not stay in memory. */
  #isSpilled({ type, dataPage, dataPageV2, uncompressedBytes }: Header): boolean {
    const page = type === pageTypes.data ? dataPage : type === pageTypes.dataV2 ? dataPageV2 : undefined;
    if (page === undefined) return false;
    const { held } = this.#source;
    held.leave(this.#heldBytes);
    const isHeld = held.enter(uncompressedBytes);
    this.#heldBytes = isHeld ? uncompressedBytes : 0;
    if (!isHeld) this.#buffer.bytes = new Uint8Array(0);
    return !isHeld && this.#values.canSpill(page.encoding);
  }

  /** Large pages go to the temporary file as they come: neither their compressed bytes nor the others are in memory. */
  async #openSpilled(header: Header): Promise<void> {
    const { dataPage, dataPageV2 } = header;
    if (header.type === pageTypes.data) await this.#spillData(header, dataPage as DataPage);
    else await this.#spillDataV2(header, dataPageV2 as DataPageV2);
  }

  async #spillData({ compressedBytes, uncompressedBytes: size, crc }: Header, page: DataPage): Promise<void> {
    const { spill } = this.#source;
    const count = this.#count(page.valueCount);
    const { codec } = this.#current;
    const start = await this.#spill({ codec, compressedBytes, size, crc });
    const end = start + size;
    const levels = headOf(spill, start, size, (bytes) => this.#startLevels(page, bytes));
    this.#startSpilled(page.encoding, { start: start + levels, end, count });
  }

  async #spillDataV2({ compressedBytes, uncompressedBytes, crc }: Header, page: DataPageV2): Promise<void> {
    const count = this.#count(page.valueCount);
    const levelsEnd = levelBytes(page, Math.min(compressedBytes, uncompressedBytes));
    const levels = await this.#spans.take(levelsEnd);
    this.#startLevelsV2(page, levels);
    const size = uncompressedBytes - levelsEnd;
    const codec = page.isCompressed === false ? codecs.none : this.#current.codec;
    const start = await this.#spill({ codec, compressedBytes: compressedBytes - levelsEnd, size, crc, before: levels });
    this.#startSpilled(page.encoding, { start, end: start + size, count });
  }

  async #spill(page: LargePage): Promise<number> {
    const { spill } = this.#source;
    this.#spillPlace = spill.room(page.size, this.#spillPlace);
    await spillPage(this.#spans, spill, this.#spillPlace.start, page);
    return this.#spillPlace.start;
  }

  #startSpilled(encoding: number, page: { start: number; end: number; count: number }): void {
    if (page.count > 0) this.#values.startSpilled(encoding, this.#source.spill, page.start, page.end);
    this.#countDown(page.count);
  }
}

/** What the levels of a page of version 2 take. Throws `Damage` when that is more than `most`. */
function levelBytes({ repetitionBytes, definitionBytes }: DataPageV2, most: number): number {
  const bytes = repetitionBytes + definitionBytes;
  if (repetitionBytes < 0 || definitionBytes < 0 || bytes > most)
    throw new Damage('its levels are larger than the page');
  return bytes;
}
