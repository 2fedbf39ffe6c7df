import { unescapeXml, type XmlScanner } from './xml-scanner.ts';

/** Texts one after the other in memory that grows. */
export class TextBuffer {
  bytes: Buffer;
  used = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** Appends the text token of a scanner, with entities and the escapes of Excel replaced. */
  append(xml: XmlScanner): void {
    const { bytes, start, end } = xml;
    this.reserve(end - start);
    if (isPlain(bytes, start, end)) {
      bytes.copy(this.bytes, this.used, start, end);
      this.used += end - start;
      return;
    }
    let text = bytes.toString('latin1', start, end).replaceAll(/\r\n?/g, '\n');
    // Through Latin-1 the bytes of UTF-8 stay what they are.
    if (!xml.isRaw) text = unescapeLatin1(text);
    this.appendText(Buffer.from(unescapeExcel(text), 'latin1'));
  }

  appendText(text: Uint8Array): void {
    this.reserve(text.length);
    this.bytes.set(text, this.used);
    this.used += text.length;
  }

  /** Makes room for so many bytes more. */
  reserve(size: number): void {
    if (this.used + size <= this.bytes.length) return;
    const bytes = Buffer.allocUnsafe(Math.max(this.used + size, this.bytes.length * 2));
    this.bytes.copy(bytes, 0, 0, this.used);
    this.bytes = bytes;
  }
}

/** True when nothing in the text stands for anything else: no entity, no line end of another system, no `_x0000_`. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 38 || byte === 13 || (byte === 95 && bytes[at + 1] === 120)) return false;
  }
  return true;
}

function unescapeLatin1(text: string): string {
  return text.replaceAll(/&[^;]*;/g, (entity) => Buffer.from(unescapeXml(entity), 'utf8').toString('latin1'));
}

/** `_x000D_` stands for a character that XML cannot hold, or for an underscore. Halves of surrogate pairs stay. */
function unescapeExcel(text: string): string {
  return text.replaceAll(/_x([\da-f]{4})_/gi, (escape, hex: string) => {
    const code = Number.parseInt(hex, 16);
    return code >= 0xd800 && code < 0xe000 ? escape : Buffer.from(String.fromCharCode(code), 'utf8').toString('latin1');
  });
}
