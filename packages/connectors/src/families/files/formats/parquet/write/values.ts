/** The values of a column chunk: places in a dictionary as long as that pays, PLAIN otherwise. */
import { bytesDictionary } from './bytes-dictionary.ts';
import { type CellForm, type Cells, emptyCells } from './cells.ts';
import { type Dictionary, wordDictionary } from './dictionary.ts';
import { bitsOf, hybridMaxLength, writeHybrid } from './levels.ts';
import { PlainValues, type ValueShape, plainLength } from './plain.ts';
import type { Range } from './range.ts';

/** The first page of a chunk keeps its dictionary when both take less than this part of PLAIN. */
const payingPart = 0.75;
/** A chunk that gave its dictionary up is followed by so many that do not try one. */
const plainChunks = 7;

/**
 * The values of the open page of a chunk, and what is known of all values of the chunk.
 *
 * A page is ended by `settlePage`; then `pageLength` and `writePage` are about it until `clearPage`.
 */
export class ChunkValues {
  readonly #shape: ValueShape;
  readonly #range: Range;
  readonly #maxDictionaryBytes: number;
  readonly #plain: PlainValues;
  /** Present from the first chunk that tries one until one gives it up. */
  #dictionary: Dictionary | undefined;
  /** Values go by places into the dictionary. */
  #isByPlaces = false;
  /** A page with places has been written, so the dictionary stays. */
  #isDictionaryKept = false;
  #plainChunksLeft = 0;
  #places = new Uint16Array(0);
  #placeCount = 0;
  /** PLAIN bytes of the values that went by places into the open page. */
  #placesPlainLength = 0;

  /** @param maxDictionaryBytes 0: never a dictionary. */
  constructor(shape: ValueShape, range: Range, maxDictionaryBytes: number) {
    this.#shape = shape;
    this.#range = range;
    this.#maxDictionaryBytes = shape.isBoolean ? 0 : maxDictionaryBytes;
    this.#plain = new PlainValues(shape);
    this.startChunk();
  }

  startChunk(): void {
    this.#range.clear();
    this.#isDictionaryKept = false;
    this.#isByPlaces = this.#maxDictionaryBytes > 0 && this.#plainChunksLeft === 0;
    if (this.#plainChunksLeft > 0) this.#plainChunksLeft--;
    if (!this.#isByPlaces) return;
    if (this.#dictionary === undefined) this.#dictionary = newDictionary(this.#shape, this.#maxDictionaryBytes);
    else this.#dictionary.clear();
  }

  /** False when the dictionary is full: nothing was added. End the page, `usePlain`, and add again. */
  add(cells: Cells): boolean {
    if (!this.#isByPlaces) {
      this.#plain.add(cells);
      this.#range.add(cells);
      return true;
    }
    this.#reservePlaces(cells.count);
    if (!(this.#dictionary as Dictionary).index(cells, this.#places, this.#placeCount)) return false;
    this.#placeCount += cells.count;
    this.#placesPlainLength += plainLength(this.#shape, cells);
    return true;
  }

  /** For the rest of the chunk. */
  usePlain(): void {
    this.#isByPlaces = false;
    this.#plainChunksLeft = plainChunks;
  }

  /** Bytes that the open page has in memory. */
  get openLength(): number {
    return this.#plain.length + this.#placeCount * 2;
  }

  /** True when the page that ends here is written by places. */
  settlePage(): boolean {
    if (this.#placeCount === 0) return false;
    if (this.#isDictionaryKept || this.#doesPay()) {
      this.#isDictionaryKept = true;
      return true;
    }
    const { entries } = this.#dictionary as Dictionary;
    this.#range.add(entries);
    this.#plain.add(expand(this.#shape.form, entries, this.#places, this.#placeCount));
    this.#placeCount = 0;
    this.#dictionary = undefined;
    this.usePlain();
    return false;
  }

  /** Most bytes that `writePage` needs. */
  get pageLength(): number {
    return this.#placeCount === 0 ? this.#plain.length : 1 + hybridMaxLength(this.#placeCount, this.#bitWidth());
  }

  writePage(into: Uint8Array, position: number): number {
    if (this.#placeCount === 0) return this.#plain.write(into, position);
    const bitWidth = this.#bitWidth();
    into[position] = bitWidth;
    return writeHybrid(this.#places, this.#placeCount, bitWidth, into, position + 1);
  }

  clearPage(): void {
    this.#plain.clear();
    this.#placeCount = 0;
    this.#placesPlainLength = 0;
  }

  /** After the last page: the PLAIN values of the dictionary, if there is one, which are given up after it. */
  dictionaryPage(): PlainValues | undefined {
    if (!this.#isDictionaryKept) return undefined;
    const { entries } = this.#dictionary as Dictionary;
    this.#range.add(entries);
    const page = new PlainValues(this.#shape);
    page.add(entries);
    // One that was given up half-way has grown large, and is not used for long.
    if (!this.#isByPlaces) this.#dictionary = undefined;
    return page;
  }

  /** Complete after `dictionaryPage`. */
  get range(): Pick<Range, 'min' | 'max'> {
    return this.#range;
  }

  #bitWidth(): number {
    return bitsOf((this.#dictionary as Dictionary).entries.count - 1);
  }

  #doesPay(): boolean {
    const { entries, pageBytes } = this.#dictionary as Dictionary;
    const placesBytes = (this.#placeCount * bitsOf(entries.count - 1)) / 8;
    return pageBytes + placesBytes < this.#placesPlainLength * payingPart;
  }

  #reservePlaces(more: number): void {
    const needed = this.#placeCount + more;
    if (needed <= this.#places.length) return;
    const places = new Uint16Array(Math.max(needed, this.#places.length * 2));
    places.set(this.#places);
    this.#places = places;
  }
}

function newDictionary({ form, hasLengths }: ValueShape, maxBytes: number): Dictionary {
  if (form === 'bytes') return bytesDictionary(maxBytes, hasLengths ? 4 : 0);
  return wordDictionary(form === 'word' ? 1 : 2, maxBytes);
}

/** The entries at `places[0, count)`. */
function expand(form: CellForm, entries: Cells, places: Uint16Array, count: number): Cells {
  const cells = emptyCells();
  cells.count = count;
  if (form === 'bytes') {
    expandBytes(cells, entries, places);
    return cells;
  }
  const width = form === 'word' ? 1 : 2;
  cells.values = new Int32Array(count * width);
  for (let i = 0; i < count; i++) {
    const from = (places[i] as number) * width;
    for (let word = 0; word < width; word++) cells.values[i * width + word] = entries.values[from + word] as number;
  }
  return cells;
}

function expandBytes(cells: Cells, { bytes, offsets }: Cells, places: Uint16Array): void {
  cells.offsets = new Int32Array(cells.count + 1);
  let total = 0;
  for (let i = 0; i < cells.count; i++) {
    const place = places[i] as number;
    total += (offsets[place + 1] as number) - (offsets[place] as number);
    cells.offsets[i + 1] = total;
  }
  cells.bytes = new Uint8Array(total);
  let at = 0;
  for (let i = 0; i < cells.count; i++) {
    const place = places[i] as number;
    const end = offsets[place + 1] as number;
    for (let from = offsets[place] as number; from < end; from++) cells.bytes[at++] = bytes[from] as number;
  }
}
