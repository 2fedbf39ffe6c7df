import { isUtf8 } from 'node:buffer';
import type * as iconvLite from 'iconv-lite';
import { fileErrors } from './errors.ts';
import { withHead } from './with-head.ts';

/** A character encoding of files. Inside, all text is UTF-8. */
export interface Encoding {
  /** In one spelling: `utf-8`, `gbk`. */
  readonly name: string;
  /**
   * Text of a file as UTF-8 without byte order mark. Bytes that mean nothing become 0xFF, so that the row they are in
   * is rejected like any other with invalid UTF-8. UTF-8 itself passes unchecked.
   */
  toUtf8(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** UTF-8 text in this encoding, or undefined when it has characters that the encoding lacks. */
  fromUtf8(bytes: Uint8Array): Uint8Array | undefined;
  /** What a written file begins with: a byte order mark for `utf-16` and `utf-32`, else nothing. */
  readonly mark: Uint8Array;
}

export const utf8: Encoding = {
  name: 'utf-8',
  toUtf8: withoutMark,
  fromUtf8: (bytes) => bytes,
  mark: new Uint8Array(0),
};

/** The encoding of that name, as jobs write it. Throws `FILES_UNKNOWN_ENCODING`. */
export async function loadEncoding(encoding: string): Promise<Encoding> {
  const name = encoding.trim().toLowerCase().replaceAll('_', '-');
  if (['', 'utf-8', 'utf8', 'us-ascii', 'ascii'].includes(name)) return utf8;
  const { default: iconv } = await import('iconv-lite');
  if (!iconv.encodingExists(name)) throw fileErrors.unknownEncoding({ encoding });
  return iconvEncoding(name, iconv);
}

type Iconv = Pick<typeof iconvLite, 'encodingExists' | 'getDecoder' | 'encode' | 'decode'>;

/** The encoding with a byte order mark at the beginning of written files, or without; undefined: as it usually is. */
export function withMark(encoding: Encoding, isWanted: boolean | undefined): Encoding {
  if (isWanted === undefined) return encoding;
  if (!isWanted) return { ...encoding, mark: new Uint8Array(0) };
  const mark = encoding.name.startsWith('utf-') ? encoding.fromUtf8(Buffer.from('\uFEFF', 'utf8')) : undefined;
  if (mark === undefined)
    throw fileErrors.badDialect({ problem: `byteOrderMark is for Unicode, and ${encoding.name} has none` });
  return { ...encoding, mark };
}

/** Stands for bytes that mean nothing: never valid in UTF-8. */
const undecodable = Buffer.from([0xff]);
const loneSurrogate = /\p{Surrogate}/u;

function iconvEncoding(name: string, iconv: Iconv): Encoding {
  const isUnicode = name.startsWith('utf-') || name.startsWith('ucs');
  const unknown = isUnicode ? loneSurrogate : '\uFFFD';
  // These two take the byte order from the mark; without one they are little-endian.
  const hasMark = name === 'utf-16' || name === 'utf-32';
  const plain = hasMark ? `${name}le` : name;
  return {
    name,
    async *toUtf8(bytes) {
      const decoder = iconv.getDecoder(name);
      for await (const chunk of bytes) {
        yield encodeText(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)), unknown);
      }
      const rest = decoder.end();
      if (rest !== undefined && rest !== '') yield encodeText(rest, unknown);
    },
    fromUtf8(bytes) {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
      const encoded = iconv.encode(text, plain, { addBOM: false });
      return iconv.decode(encoded, plain, { stripBOM: false }) === text ? encoded : undefined;
    },
    mark: hasMark ? iconv.encode('\uFEFF', plain, { addBOM: false }) : new Uint8Array(0),
  };
}

function encodeText(text: string, unknown: string | RegExp): Buffer {
  const isSound = typeof unknown === 'string' ? !text.includes(unknown) : text.isWellFormed();
  if (isSound) return Buffer.from(text, 'utf8');
  const parts = text.split(unknown).flatMap((part) => [undecodable, Buffer.from(part, 'utf8')]);
  return Buffer.concat(parts.slice(1));
}

function withoutMark(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return withHead(bytes, 3, (head) => (hasUtf8Mark(head) ? head.subarray(3) : head));
}

function hasUtf8Mark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** True for sound UTF-8. */
export function isSoundUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  return isUtf8(bytes.subarray(start, end));
}
