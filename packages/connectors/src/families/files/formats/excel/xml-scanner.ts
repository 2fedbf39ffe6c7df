/**
 * XML as it is in workbooks, token by token where the bytes lie: elements, attributes, text. Names come without their
 * prefix. There are no entities but the five of XML itself: a document type is refused, so nothing expands.
 */
import { Damage } from '../damage.ts';
import { ByteWindow } from '../../byte-window.ts';

export const tokens = { more: 0, open: 1, close: 2, text: 3, end: 4 } as const;
export type Token = (typeof tokens)[keyof typeof tokens];

const fillBytes = 64 * 1024;
/** A tag or an unbroken text beyond this is refused; a cell has at most 32,767 characters. */
const mostTokenBytes = 16 * 1024 * 1024;
const cdataStart = Buffer.from('<![CDATA[', 'latin1');

export class XmlScanner {
  readonly #window: ByteWindow;
  #isStarted = false;
  /** What is left after the token. */
  #at = 0;
  #nameEnd = 0;
  #tagEnd = 0;
  #attributeAt = 0;
  #attributeStart = 0;
  #attributeEnd = 0;
  /** Name of the element in up to four bytes, highest first; 0 for longer ones, see `isNamed`. */
  name = 0;
  #nameStart = 0;
  /** The element that was opened is closed, too, without a token of its own. */
  isEmpty = false;
  /** Bytes of a text, as they are: `isRaw` in a CDATA section, with entities otherwise; and of an attribute's value. */
  start = 0;
  end = 0;
  isRaw = false;
  /** Like `name`, for the attribute, with its prefix. */
  attribute = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#window = new ByteWindow(source);
  }

  /** The memory that positions point into; another one after `fill`. */
  get bytes(): Buffer {
    return this.#window.view;
  }

  /** Reads on, when `next` answers `more`. Positions are lost. */
  async fill(): Promise<void> {
    const window = this.#window;
    if (window.length > mostTokenBytes) throw new Damage('a piece of text is too large');
    await window.fill(window.length + fillBytes);
  }

  async close(): Promise<void> {
    await this.#window.close();
  }

  /** The next token; `more` when it is not there as a whole yet. */
  next(): Token {
    const window = this.#window;
    if (!this.#isStarted && !this.#begin()) return tokens.more;
    for (;;) {
      const { start, end } = window;
      if (start === end) return window.isLast ? tokens.end : tokens.more;
      const token = window.bytes[start] === 60 ? this.#tag(start, end) : this.#text(start, end);
      if (token === tokens.more && window.isLast) throw new Damage('it ends in the middle (truncated?)');
      if (token === tokens.more) return token;
      window.start = this.#at;
      if (token !== undefined) return token;
    }
  }

  /** True when the element has this name, for names of more than four bytes. */
  isNamed(name: string): boolean {
    return (
      this.#nameEnd - this.#nameStart === name.length &&
      this.bytes.toString('latin1', this.#nameStart, this.#nameEnd) === name
    );
  }

  /** Moves to the next attribute of the opened element: `attribute`, `start`, `end`. */
  nextAttribute(): boolean {
    const { bytes } = this.#window;
    let at = this.#attributeAt;
    while (at < this.#tagEnd && isSpace(bytes[at] as number)) at++;
    const nameStart = at;
    while (at < this.#tagEnd && bytes[at] !== 61) at++;
    if (at >= this.#tagEnd) return false;
    let nameEnd = at;
    while (isSpace(bytes[nameEnd - 1] as number)) nameEnd--;
    this.attribute = packed(bytes, nameStart, nameEnd);
    this.#attributeStart = nameStart;
    this.#attributeEnd = nameEnd;
    at++;
    while (isSpace(bytes[at] as number)) at++;
    const quote = bytes[at];
    if (quote !== 34 && quote !== 39) throw new Damage('an attribute has no value');
    this.start = ++at;
    while (at < this.#tagEnd && bytes[at] !== quote) at++;
    this.end = at;
    this.#attributeAt = at + 1;
    return true;
  }

  /** All attributes of the opened element, for elements that are few. */
  attributes(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    while (this.nextAttribute()) {
      const name = this.bytes.toString('utf8', this.#attributeStart, this.#attributeEnd);
      found.set(name, unescapeXml(this.bytes.toString('utf8', this.start, this.end)));
    }
    return found;
  }

  #begin(): boolean {
    const window = this.#window;
    if (window.length < 4 && !window.isLast) return false;
    const { bytes, start } = window;
    if (bytes[start] === 0xef && bytes[start + 1] === 0xbb) window.start += 3;
    else if ((bytes[start] as number) >= 0xfe || bytes[start + 1] === 0) throw new Damage('its XML is not UTF-8');
    this.#isStarted = true;
    return true;
  }

  #text(start: number, end: number): Token | undefined {
    const found = this.bytes.indexOf(60, start);
    const stop = found < 0 || found >= end ? end : found;
    if (stop === end && !this.#window.isLast) return tokens.more;
    this.start = start;
    this.end = stop;
    this.isRaw = false;
    this.#at = stop;
    return tokens.text;
  }

  /** A token, `more`, or undefined for what has no meaning here. */
  #tag(start: number, end: number): Token | undefined {
    const { bytes } = this.#window;
    const second = bytes[start + 1];
    if (end - start < 2) return tokens.more;
    if (second === 33) return this.#declaration(start, end);
    if (second === 63) return this.#passOver(start, end, '?>');
    const isClose = second === 47;
    const nameStart = isClose ? start + 2 : start + 1;
    let at = nameStart;
    let localStart = nameStart;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      if (byte === 62 || byte === 47 || isSpace(byte)) break;
      if (byte === 58) localStart = at + 1;
    }
    this.#nameStart = localStart;
    this.#nameEnd = at;
    const close = this.#closeOf(at, end);
    if (close < 0) return tokens.more;
    this.name = packed(bytes, localStart, this.#nameEnd);
    this.#at = close + 1;
    this.isEmpty = !isClose && bytes[close - 1] === 47;
    this.#attributeAt = at;
    this.#tagEnd = this.isEmpty ? close - 1 : close;
    return isClose ? tokens.close : tokens.open;
  }

  /** Position of the bracket that ends a tag; -1 when it is not there yet. */
  #closeOf(from: number, end: number): number {
    const { bytes } = this.#window;
    let quote = 0;
    for (let at = from; at < end; at++) {
      const byte = bytes[at];
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === 62) return at;
      else if (byte === 34 || byte === 39) quote = byte;
    }
    return -1;
  }

  #declaration(start: number, end: number): Token | undefined {
    const { bytes } = this;
    if (end - start < cdataStart.length) return tokens.more;
    if (bytes.compare(cdataStart, 0, cdataStart.length, start, start + cdataStart.length) === 0) {
      const close = bytes.indexOf(']]>', start);
      if (close < 0 || close + 3 > end) return tokens.more;
      this.start = start + cdataStart.length;
      this.end = close;
      this.isRaw = true;
      this.#at = close + 3;
      return tokens.text;
    }
    if (bytes[start + 2] === 45) return this.#passOver(start, end, '-->');
    throw new Damage('it declares a document type');
  }

  #passOver(start: number, end: number, mark: string): Token | undefined {
    const close = this.bytes.indexOf(mark, start + 2);
    if (close < 0 || close + mark.length > end) return tokens.more;
    if (mark === '?>') this.#checkEncoding(this.bytes.toString('latin1', start, close));
    this.#at = close + mark.length;
    return undefined;
  }

  #checkEncoding(prolog: string): void {
    const found = /^<\?xml\s.*?encoding\s*=\s*["']([^"']*)/i.exec(prolog);
    if (found !== null && !/^(?:utf-8|us-ascii|ascii)$/i.test(found[1] as string))
      throw new Damage('its XML is not UTF-8');
  }
}

/** A name of up to four bytes as `XmlScanner.name` has it. */
export function nameOf(text: string): number {
  return packed(Buffer.from(text, 'latin1'), 0, text.length);
}

function packed(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 4) return 0;
  let name = 0;
  for (let at = start; at < end; at++) name = (name << 8) | (bytes[at] as number);
  return name;
}

function isSpace(byte: number): boolean {
  return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with its entities replaced. */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
    (_, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) {
        const letter = named[name];
        if (letter === undefined) throw new Damage(`it has an unknown entity "${name}"`);
        return letter;
      }
      const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
      if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        throw new Damage('it has a character that does not exist');
      return String.fromCodePoint(code);
    },
  );
}
