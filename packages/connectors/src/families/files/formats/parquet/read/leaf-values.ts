/** Values of one leaf, page after page, in whatever encoding each has. */
import { Column } from '@sluice/core';
import { Damage } from '../../damage.ts';
import { DeltaInts } from './decode-delta.ts';
import { DeltaBytes, DeltaLengthBytes } from './decode-delta-bytes.ts';
import { DictionaryValues, type Dictionary, dictionaryOf } from './decode-dictionary.ts';
import { PlainBits, PlainBytes, PlainFixed, PlainFixedBytes, RleBits } from './decode-plain.ts';
import { SplitValues } from './decode-split.ts';
import type { LeafType } from './leaf-type.ts';
import { encodings } from '../metadata.ts';
import type { CellProblem } from './cell-problem.ts';
import { type PageSpill, SpilledValues } from './page-spill.ts';
import type { ValueDecoder } from './value-decoder.ts';

export class LeafValues {
  readonly #type: LeafType;
  readonly #places = new DictionaryValues();
  readonly #decoders = new Map<number, ValueDecoder>();
  /** What is decoded before it is converted. */
  readonly #decoded: Column;
  #decoder: Pick<ValueDecoder, 'read'> | undefined;
  #spilled: SpilledValues | undefined;
  #dictionary: Dictionary | undefined;

  constructor(type: LeafType) {
    this.#type = type;
    this.#decoded = new Column(type.decoded, 0);
  }

  /** At the start of a column chunk, which has its own dictionary or none. */
  forgetDictionary(): void {
    this.#dictionary = undefined;
  }

  get hasDictionary(): boolean {
    return this.#dictionary !== undefined;
  }

  /** Takes the values of a dictionary page, which are plain. */
  setDictionary(bytes: Uint8Array, count: number): void {
    const { type } = this.#type;
    // A text has its length in front.
    const leastBytes = this.#valueBytes ?? 4;
    if (count < 0 || count * leastBytes > bytes.length) throw new Damage('its dictionary is too short');
    const cells = new Column(type, count);
    const problems: CellProblem[] = [];
    const decoder = this.#decoderFor(encodings.plain) as ValueDecoder;
    this.#decoder = decoder;
    decoder.start(bytes, 0, bytes.length);
    for (let done = 0; done < count;) {
      done += this.#decode(cells, done, count - done, Number.POSITIVE_INFINITY, problems);
    }
    this.#dictionary = dictionaryOf(cells, count, problems);
  }

  /** Begins with the values of a page; false when this encoding is not known for them. */
  start(encoding: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (isOfPlaces(encoding)) {
      this.#places.start(this.#knownDictionary, bytes, start, end);
      this.#decoder = undefined;
      return true;
    }
    const decoder = this.#decoderFor(encoding);
    // A page of nulls may have no values at all, not even their head.
    if (start < end) decoder?.start(bytes, start, end);
    this.#decoder = start < end ? decoder : decoder && new NoValues();
    return this.#decoder !== undefined;
  }

  /** Whether values of this encoding can be read piece by piece: large pages have plain ones and places. */
  canSpill(encoding: number): boolean {
    if (isOfPlaces(encoding)) return true;
    return encoding === encodings.plain && this.#type.decoded.kind !== 'bool' && this.#valueBytes !== 0;
  }

  /** As `start`, for values that `canSpill` which are the bytes [start, end) in the file of `spill`. */
  startSpilled(encoding: number, spill: PageSpill, start: number, end: number): void {
    if (isOfPlaces(encoding)) {
      this.#places.startSpilled(this.#knownDictionary, spill, start, end);
      this.#decoder = undefined;
      return;
    }
    const plain = this.#decoderFor(encodings.plain) as ValueDecoder;
    this.#spilled ??= new SpilledValues(spill, plain, this.#valueBytes);
    this.#spilled.start(start, end);
    this.#decoder = this.#spilled;
  }

  get #knownDictionary(): Dictionary {
    if (this.#dictionary === undefined) throw new Damage('it refers to a dictionary that is not there');
    return this.#dictionary;
  }

  /** Of a plain value; undefined when each has its length in front. */
  get #valueBytes(): number | undefined {
    const { layout, values, width } = this.#decoded;
    return layout === 'bytes' ? this.#type.fixedBytes : values.BYTES_PER_ELEMENT * width;
  }

  /**
   * Reads the next values, nulls left out, to the cells from `row` on: `count` or fewer, at least one. None when a
   * text does not fit into the `maxBytes` that the texts of the column may take, unless it is the first one. Cells that
   * do not fit their type go to `problems`.
   */
  read(into: Column, row: number, count: number, maxBytes: number, problems: CellProblem[]): number {
    if (into.layout === 'bytes' && row > 0 && (into.offsets[row] as number) >= maxBytes) return 0;
    if (this.#decoder === undefined) return this.#places.read(into, row, count, maxBytes, problems);
    return this.#decode(into, row, count, maxBytes, problems);
  }

  /** Bytes of the longest text, where a few bytes of a page may stand for it. */
  get maxRepeatedBytes(): number {
    return this.#decoder === undefined ? this.#places.maxCellBytes : 0;
  }

  #decode(into: Column, row: number, count: number, maxBytes: number, problems: CellProblem[]): number {
    const decoder = this.#decoder as Pick<ValueDecoder, 'read'>;
    const { convert, check } = this.#type;
    if (convert === undefined) {
      const taken = decoder.read(into, row, count, maxBytes);
      check?.(into, row, taken, problems);
      return taken;
    }
    const decoded = this.#decoded;
    decoded.reserveRows(count);
    const taken = decoder.read(decoded, 0, count, maxBytes);
    convert(decoded, taken, into, row, problems);
    return taken;
  }

  #decoderFor(encoding: number): ValueDecoder | undefined {
    const known = this.#decoders.get(encoding) ?? decoderFor(this.#type, encoding);
    if (known !== undefined) this.#decoders.set(encoding, known);
    return known;
  }
}

/** Places in the dictionary. */
function isOfPlaces(encoding: number): boolean {
  return encoding === encodings.rleDictionary || encoding === encodings.plainDictionary;
}

class NoValues implements Pick<ValueDecoder, 'read'> {
  read(): number {
    throw new Damage('its values are missing');
  }
}

function decoderFor({ decoded, fixedBytes }: LeafType, encoding: number): ValueDecoder | undefined {
  switch (decoded.kind) {
    case 'bool':
      if (encoding === encodings.plain) return new PlainBits();
      return encoding === encodings.rle ? new RleBits() : undefined;
    case 'binary':
    case 'utf8':
    case 'json':
      return bytesDecoder(fixedBytes, encoding);
    default:
      return numberDecoder(new Column(decoded, 1), encoding);
  }
}

function bytesDecoder(fixedBytes: number | undefined, encoding: number): ValueDecoder | undefined {
  switch (encoding) {
    case encodings.plain:
      return fixedBytes === undefined ? new PlainBytes() : new PlainFixedBytes(fixedBytes);
    case encodings.deltaLengthByteArray:
      return fixedBytes === undefined ? new DeltaLengthBytes() : undefined;
    case encodings.deltaByteArray:
      return new DeltaBytes(fixedBytes);
    case encodings.byteStreamSplit:
      return fixedBytes === undefined ? undefined : new SplitValues(fixedBytes);
    default:
      return undefined;
  }
}

function numberDecoder({ values, width, layout }: Column, encoding: number): ValueDecoder | undefined {
  const size = values.BYTES_PER_ELEMENT * width;
  switch (encoding) {
    case encodings.plain:
      return new PlainFixed(size);
    case encodings.byteStreamSplit:
      return new SplitValues(size);
    case encodings.deltaBinaryPacked:
      return layout === 'f32' || layout === 'f64' ? undefined : new DeltaInts(size === 8 ? 2 : 1);
    default:
      return undefined;
  }
}
