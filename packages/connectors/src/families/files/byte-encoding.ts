import type { Schema, TextFormatter, TextParser } from '@sluice/core';

/** How binary values are written as text. */
export const byteEncodings = ['base64', 'hex', 'utf8'] as const;
export type ByteEncoding = (typeof byteEncodings)[number];

const shapes = {
  base64: { letters: /^[A-Za-z0-9+/]*={0,2}$/, group: 4 },
  hex: { letters: /^[\da-f]*$/i, group: 2 },
} as const;

/** Parsers of the binary columns; undefined for the others and for `utf8`. */
export function byteParsers(schema: Schema, encoding: ByteEncoding): readonly (TextParser | undefined)[] {
  return schema.columns.map(({ type }) => {
    if (type.kind !== 'binary' || encoding === 'utf8') return undefined;
    const { maxLength = Infinity } = type;
    return (bytes, start, end, column, row) => {
      const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
      const { letters, group } = shapes[encoding];
      if (text.length % group !== 0 || !letters.test(text)) return 1;
      const decoded = Buffer.from(text, encoding);
      if (decoded.length > maxLength) return 2;
      const position = column.offsets[row] as number;
      column.reserveBytes(position + decoded.length);
      column.bytes.set(decoded, position);
      column.offsets[row + 1] = position + decoded.length;
      return 0;
    };
  });
}

export function byteFormatters(schema: Schema, encoding: ByteEncoding): readonly (TextFormatter | undefined)[] {
  return schema.columns.map(({ type }) => {
    if (type.kind !== 'binary' || encoding === 'utf8') return undefined;
    return (column, row, into, position) => {
      const bytes = Buffer.from(column.bytes.buffer, column.bytes.byteOffset, column.bytes.length);
      const text = bytes.toString(encoding, column.offsets[row], column.offsets[row + 1]);
      for (let i = 0; i < text.length; i++) into[position + i] = text.charCodeAt(i);
      return position + text.length;
    };
  });
}
