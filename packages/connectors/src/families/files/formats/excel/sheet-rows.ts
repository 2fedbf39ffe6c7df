/** The rows of a sheet, one at a time, cells as they are written. */
import { Damage } from '../damage.ts';
import { TextBuffer } from './text-buffer.ts';
import { nameOf, tokens, type Token, type XmlScanner } from './xml-scanner.ts';

/** What a cell holds. `shared`: `starts` is the number of the text. */
export const cellKinds = {
  none: 0,
  number: 1,
  text: 2,
  shared: 3,
  bool: 4,
  error: 5,
  isoDate: 6,
  /** A formula whose result was not stored. */
  uncalculated: 7,
} as const;

export const mostColumns = 16_384;
export const mostRows = 1_048_576;
/** A row beyond this is taken for damage; Excel's own largest has half a gigabyte. */
const mostRowBytes = 512 * 1024 * 1024;

/** A row; reused for the next one. */
export class SheetRow {
  /** From 1. */
  number = 0;
  /** Cells from column A on; those behind are empty. */
  width = 0;
  kinds = new Uint8Array(64);
  styles = new Int32Array(64);
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  readonly text = new TextBuffer(4096);

  /** An empty row. */
  clear(number: number): void {
    this.kinds.fill(0, 0, this.width);
    this.number = number;
    this.width = 0;
    this.text.used = 0;
  }

  /** Makes `column` a cell of the row. */
  reach(column: number): void {
    if (column < this.width) return;
    if (column >= this.kinds.length) {
      const size = Math.max(column + 1, this.kinds.length * 2);
      for (const name of ['styles', 'starts', 'ends'] as const) {
        const larger = new Int32Array(size);
        larger.set(this[name]);
        this[name] = larger;
      }
      const kinds = new Uint8Array(size);
      kinds.set(this.kinds);
      this.kinds = kinds;
    }
    this.width = column + 1;
  }

  /** True when no cell of the columns has anything. */
  isEmpty(left: number, right: number): boolean {
    for (let column = left; column <= right && column < this.width; column++)
      if (this.kinds[column] !== 0) return false;
    return true;
  }
}

const names = {
  row: nameOf('row'),
  cell: nameOf('c'),
  value: nameOf('v'),
  formula: nameOf('f'),
  text: nameOf('t'),
  phonetic: nameOf('rPh'),
} as const;
const attributes = { reference: nameOf('r'), style: nameOf('s'), type: nameOf('t') } as const;
const types: ReadonlyMap<string, number> = new Map([
  ['n', cellKinds.number],
  ['s', cellKinds.shared],
  ['b', cellKinds.bool],
  ['e', cellKinds.error],
  ['str', cellKinds.text],
  ['inlineStr', cellKinds.text],
  ['d', cellKinds.isoDate],
]);

export class SheetRows {
  readonly row = new SheetRow();
  readonly #xml: XmlScanner;
  #isInData = false;
  #lastRow = 0;
  #column = -1;
  #kind = 0;
  #style = 0;
  #start = 0;
  #isText = false;
  #isPhonetic = false;
  #hasFormula = false;
  #hasValue = false;

  constructor(xml: XmlScanner) {
    this.#xml = xml;
  }

  /** Moves to the next row that is written. False at the end, undefined when more bytes are needed. */
  advance(): boolean | undefined {
    const xml = this.#xml;
    for (;;) {
      const token = xml.next();
      if (token === tokens.more) return undefined;
      if (token === tokens.end) return false;
      if (token === tokens.text) {
        if (this.#isText && !this.#isPhonetic) this.#append();
      } else if (this.#isInData) {
        if (token === tokens.open && !xml.isEmpty) this.#open();
        else if (this.#closes(token)) return true;
      } else if (token === tokens.open && !xml.isEmpty && xml.isNamed('sheetData')) this.#isInData = true;
    }
  }

  async fill(): Promise<void> {
    await this.#xml.fill();
  }

  #append(): void {
    if (this.row.text.used > mostRowBytes) throw new Damage('a row is too large');
    this.row.text.append(this.#xml);
  }

  #open(): void {
    switch (this.#xml.name) {
      case names.row:
        return this.#openRow();
      case names.cell:
        return this.#openCell();
      case names.value:
      case names.text:
        this.#isText = true;
        this.#hasValue = true;
        return;
      case names.formula:
        this.#hasFormula = true;
        return;
      case names.phonetic:
        this.#isPhonetic = true;
    }
  }

  /** True when a row is complete. */
  #closes(token: Token): boolean {
    const xml = this.#xml;
    const isEmpty = token === tokens.open;
    switch (xml.name) {
      case names.row:
        if (isEmpty) this.#openRow();
        return true;
      case names.cell:
        if (isEmpty) this.#openCell();
        this.#closeCell();
        return false;
      case names.value:
      case names.text:
        this.#isText = false;
        this.#hasValue = true;
        return false;
      case names.formula:
        this.#hasFormula = true;
        return false;
      case names.phonetic:
        this.#isPhonetic = false;
        return false;
    }
    if (!isEmpty && xml.isNamed('sheetData')) this.#isInData = false;
    return false;
  }

  #openRow(): void {
    const xml = this.#xml;
    let number = this.#lastRow + 1;
    while (xml.nextAttribute()) if (xml.attribute === attributes.reference) number = this.#readNumber();
    if (number <= this.#lastRow || number > mostRows) throw new Damage(`row ${number} is out of order`);
    this.#lastRow = number;
    this.row.clear(number);
    this.#column = -1;
  }

  #openCell(): void {
    const xml = this.#xml;
    let column = this.#column + 1;
    let kind: number = cellKinds.number;
    let style = 0;
    while (xml.nextAttribute()) {
      if (xml.attribute === attributes.reference) column = this.#readColumn();
      else if (xml.attribute === attributes.style) style = this.#readNumber();
      else if (xml.attribute === attributes.type) kind = this.#readType();
    }
    if (column >= mostColumns) throw new Damage(`row ${this.#lastRow} has more than ${mostColumns} columns`);
    this.#column = column;
    this.#kind = kind;
    this.#style = style;
    this.#start = this.row.text.used;
    this.#hasFormula = false;
    this.#hasValue = false;
  }

  #closeCell(): void {
    const { row } = this;
    const start = this.#start;
    const end = row.text.used;
    let kind = this.#kind;
    const isAbsent = !this.#hasValue || (start === end && kind !== cellKinds.text);
    if (isAbsent && !this.#hasFormula) return;
    // Some programs write formulas without their results, and an empty value in their place.
    if (isAbsent) kind = cellKinds.uncalculated;
    row.reach(this.#column);
    const column = this.#column;
    row.kinds[column] = kind;
    row.styles[column] = this.#style;
    row.starts[column] = kind === cellKinds.shared ? readDigits(row.text.bytes, start, end) : start;
    row.ends[column] = end;
  }

  #readType(): number {
    const { bytes, start, end } = this.#xml;
    const first = bytes[start];
    if (end - start === 1 && first === 115) return cellKinds.shared;
    if (end - start === 1 && first === 110) return cellKinds.number;
    const name = bytes.toString('latin1', start, end);
    const kind = types.get(name);
    if (kind === undefined) throw new Damage(`row ${this.#lastRow} has a cell of the unknown type "${name}"`);
    return kind;
  }

  #readNumber(): number {
    const { bytes, start, end } = this.#xml;
    return readDigits(bytes, start, end);
  }

  /** Column of a reference such as `AB12`, from 0. */
  #readColumn(): number {
    const { bytes, start, end } = this.#xml;
    let column = 0;
    for (let at = start; at < end; at++) {
      const letter = ((bytes[at] as number) & 0xdf) - 64;
      if (letter < 1 || letter > 26 || (bytes[at] as number) < 65) break;
      column = column * 26 + letter;
    }
    if (column === 0) throw new Damage(`row ${this.#lastRow} has a cell without a place`);
    return column - 1;
  }
}

function readDigits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit >>> 0 > 9) throw new Damage('a number in it has no digits');
    value = value * 10 + digit;
  }
  if (start === end || value > 0x7fff_ffff) throw new Damage('a number in it is out of range');
  return value;
}
