/** One column chunk of a row group: pages of levels and values, compressed and kept until the group is complete. */
import { type BlockPool, BlockQueue } from '../../blocks.ts';
import { type Cells } from './cells.ts';
import type { PageCodec } from './compression.ts';
import { Levels } from './levels.ts';
import { rangeOf } from './range.ts';
import type { Leaf } from './schema.ts';
import { thriftBytes } from './thrift-write.ts';
import { ChunkValues } from './values.ts';
import { type ColumnChunk, type PageHeader, type Statistics, encodings, pageHeader, pageTypes } from '../metadata.ts';

/** What all chunks of a file share. */
export interface ChunkSetup {
  readonly codec: PageCodec;
  readonly pool: BlockPool;
  /** A page ends after so many bytes or entries. */
  readonly pageBytes: number;
  readonly pageEntries: number;
  readonly dictionaryBytes: number;
}

/** A finished chunk: its bytes, and what the footer says of it. */
export interface FinishedChunk {
  readonly parts: readonly BlockQueue[];
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  /** @param offset place of the chunk in the file. */
  describe(offset: number): ColumnChunk;
}

/** Pages are put together here, one at a time in the whole process. */
let scratch = new Uint8Array(1 << 19);

export class ChunkWriter {
  readonly definition: Levels | undefined;
  readonly repetition: Levels | undefined;
  readonly #leaf: Leaf;
  readonly #setup: ChunkSetup;
  readonly #values: ChunkValues;
  #pages: BlockQueue;
  /** Entries of the open page: values, nulls, empty lists. */
  #pageEntries = 0;
  #entries = 0;
  #valueCount = 0;
  #uncompressedBytes = 0;
  #plainPages = 0;
  #placesPages = 0;

  constructor(leaf: Leaf, setup: ChunkSetup) {
    this.#leaf = leaf;
    this.#setup = setup;
    this.definition = leaf.maxDefinition > 0 ? new Levels(leaf.maxDefinition) : undefined;
    this.repetition = leaf.maxRepetition > 0 ? new Levels(leaf.maxRepetition) : undefined;
    this.#values = new ChunkValues(
      leaf,
      rangeOf(leaf.form, leaf.order),
      leaf.hasDictionary ? setup.dictionaryBytes : 0,
    );
    this.#pages = new BlockQueue(setup.pool);
  }

  /** Bytes held in memory: finished pages and the open one. */
  get heldBytes(): number {
    return this.#pages.length + this.#values.openLength;
  }

  /** Adds values. May end the page before them, so their levels follow after this call. */
  addValues(cells: Cells): void {
    if (!this.#values.add(cells)) {
      this.#endPage();
      this.#values.usePlain();
      this.#values.add(cells);
    }
    this.#valueCount += cells.count;
  }

  /** Counts entries whose values and levels were added, and ends a page that is full. */
  endRows(entries: number): void {
    this.#pageEntries += entries;
    const { pageBytes, pageEntries } = this.#setup;
    if (this.#pageEntries >= pageEntries || this.#values.openLength >= pageBytes) this.#endPage();
  }

  /** Ends the chunk and starts the next one. */
  finish(): FinishedChunk {
    this.#endPage();
    const pages = this.#pages;
    const dictionary = this.#dictionaryPage();
    const parts = dictionary === undefined ? [pages] : [dictionary, pages];
    const compressedBytes = parts.reduce((sum, part) => sum + part.length, 0);
    const sizes = { compressedBytes, uncompressedBytes: this.#uncompressedBytes };
    const describe = this.#description(sizes, dictionary?.length ?? 0);
    this.#pages = new BlockQueue(this.#setup.pool);
    this.#values.startChunk();
    this.#entries = 0;
    this.#valueCount = 0;
    this.#uncompressedBytes = 0;
    this.#plainPages = 0;
    this.#placesPages = 0;
    return { parts, ...sizes, describe };
  }

  #endPage(): void {
    if (this.#pageEntries === 0) return;
    const values = this.#values;
    const { definition, repetition } = this;
    const isByPlaces = values.settlePage();
    const levelsLength = (definition?.maxLength ?? 0) + (repetition?.maxLength ?? 0);
    reserveScratch(levelsLength + values.pageLength);
    let length = repetition?.write(scratch, 0) ?? 0;
    length = definition?.write(scratch, length) ?? length;
    length = values.writePage(scratch, length);
    const encoding = isByPlaces ? encodings.plainDictionary : encodings.plain;
    this.#writePage(this.#pages, length, {
      type: pageTypes.data,
      dataPage: {
        valueCount: this.#pageEntries,
        encoding,
        definitionEncoding: encodings.rle,
        repetitionEncoding: encodings.rle,
      },
    });
    if (isByPlaces) this.#placesPages++;
    else this.#plainPages++;
    this.#entries += this.#pageEntries;
    this.#pageEntries = 0;
    values.clearPage();
    definition?.clear();
    repetition?.clear();
  }

  /** Compresses what lies in `scratch` and keeps it behind its header. */
  #writePage(into: BlockQueue, length: number, header: Pick<PageHeader, 'type' | 'dataPage' | 'dictionaryPage'>): void {
    const bytes = this.#setup.codec.compress(scratch, length);
    const head = thriftBytes(pageHeader, { ...header, uncompressedBytes: length, compressedBytes: bytes.length });
    into.add(head);
    into.add(bytes);
    this.#uncompressedBytes += head.length + length;
  }

  #dictionaryPage(): BlockQueue | undefined {
    const values = this.#values.dictionaryPage();
    if (values === undefined) return undefined;
    reserveScratch(values.length);
    const pages = new BlockQueue(this.#setup.pool);
    this.#writePage(pages, values.write(scratch, 0), {
      type: pageTypes.dictionary,
      dictionaryPage: { valueCount: values.count, encoding: encodings.plainDictionary },
    });
    return pages;
  }

  #description(
    { compressedBytes, uncompressedBytes }: Pick<FinishedChunk, 'compressedBytes' | 'uncompressedBytes'>,
    dictionaryBytes: number,
  ): (offset: number) => ColumnChunk {
    const { type, path } = this.#leaf;
    const pageCounts = [
      { pageType: pageTypes.dictionary, encoding: encodings.plainDictionary, count: dictionaryBytes > 0 ? 1 : 0 },
      { pageType: pageTypes.data, encoding: encodings.plainDictionary, count: this.#placesPages },
      { pageType: pageTypes.data, encoding: encodings.plain, count: this.#plainPages },
    ].filter(({ count }) => count > 0);
    const known = {
      type,
      encodings: [...new Set([encodings.rle, ...pageCounts.map(({ encoding }) => encoding)])],
      path,
      codec: this.#setup.codec.id,
      valueCount: this.#entries,
      uncompressedBytes,
      compressedBytes,
      statistics: this.#statistics(),
      encodingStatistics: pageCounts,
    };
    return (offset) => ({
      fileOffset: offset,
      metaData: {
        ...known,
        dataPageOffset: offset + dictionaryBytes,
        ...(dictionaryBytes > 0 ? { dictionaryPageOffset: offset } : {}),
      },
    });
  }

  #statistics(): Statistics {
    const minValue = this.#plainBytes(this.#values.range.min());
    const maxValue = this.#plainBytes(this.#values.range.max());
    return {
      nullCount: this.#entries - this.#valueCount,
      ...(maxValue === undefined ? {} : { maxValue, isMaxExact: true }),
      ...(minValue === undefined ? {} : { minValue, isMinExact: true }),
    };
  }

  /** A boolean is one byte, though it is a word in memory. */
  #plainBytes(value: Uint8Array | undefined): Uint8Array | undefined {
    return this.#leaf.isBoolean ? value?.subarray(0, 1) : value;
  }
}

function reserveScratch(length: number): void {
  if (scratch.length < length || scratch.length > Math.max(length, 1 << 19) * 16)
    scratch = new Uint8Array(Math.max(length, 1 << 19));
}
