import type { Batch, Column, Rejection, Schema, TextFormatter, TextOptions, Type } from '@sluice/core';
import { compileFormatter, formatDate, formatDecimal64, formatInt32, formatInt64, layoutOf } from '@sluice/core';
import { EncodeBuffer, type EncodeRows } from '../encode-buffer.ts';
import type { RowEncoder } from '../format.ts';

export interface JsonOutput {
  readonly schema: Schema;
  readonly textOptions: TextOptions;
  /** Replaces the formatter of a column: text forms of binary. */
  readonly formatters?: readonly (TextFormatter | undefined)[];
  /** `lines`: nothing but objects; `array`: one array of them, which is one JSON text. */
  readonly form: 'lines' | 'array';
}

/** A JSON object per line. Numbers keep all their digits; NaN and infinities are strings. */
export function jsonEncoder(output: JsonOutput): RowEncoder {
  const buffer = objectBuffer(output);
  const lines = {
    start: () => new Uint8Array(0),
    encode: (batch: Batch, row: number, endRow: number, rejections: Rejection[]) =>
      buffer.encode(batch, row, endRow, rejections),
    take: () => buffer.take(),
    get pendingBytes() {
      return buffer.pendingBytes;
    },
  };
  return output.form === 'lines' ? lines : inArray(lines);
}

/** Each object comes with a comma before it, which for the first one of a file becomes the bracket. */
function inArray(objects: RowEncoder): RowEncoder {
  let isFirst = true;
  return {
    start() {
      isFirst = true;
      return objects.start();
    },
    encode: (batch, row, endRow, rejections) => objects.encode(batch, row, endRow, rejections),
    take() {
      const bytes = objects.take();
      if (isFirst && bytes.length > 0) {
        bytes[0] = openBracket;
        isFirst = false;
      }
      return bytes;
    },
    get pendingBytes() {
      return objects.pendingBytes;
    },
    end: () => Buffer.from(isFirst ? '[]\n' : ']\n'),
  };
}

const openBracket = 91;

function objectBuffer(output: JsonOutput): EncodeBuffer {
  const { schema, textOptions, form } = output;
  const begin = form === 'lines' ? '{' : ',{';
  const compiled = schema.columns.map((column) => compileFormatter(column.type, textOptions));
  const formatters = compiled.map((formatter, index) => output.formatters?.[index] ?? formatter.format);
  const keys = schema.columns.map((column, index) =>
    Buffer.from(`${index === 0 ? begin : ','}${JSON.stringify(column.name)}:`),
  );
  const fixedBytes = schema.columns.map((column, index) =>
    layoutOf(column.type) === 'bytes' ? 0 : (compiled[index]?.maxBytes(undefined as unknown as Column, 0) ?? 0),
  );
  const runtime = {
    formatDate,
    formatDecimal64,
    formatInt32,
    formatInt64,
    escape,
    escapeWritten,
    quoteIfWord,
    copyOnOneLine,
  };
  const names = formatters.map((_, index) => `format${index}`);
  const source = sourceFor(schema, keys, fixedBytes, textOptions.dateFormat !== undefined);
  // Made of numbers and fixed names only.
  const create = new Function('runtime', 'keys', 'special', ...names, source) as (...values: unknown[]) => EncodeRows;
  return new EncodeBuffer(create(runtime, keys, special, ...formatters));
}

/** Bytes that a JSON string cannot hold as they are. */
const special = Uint8Array.from({ length: 256 }, (_, byte) => Number(byte < 32 || byte === 34 || byte === 92));

function sourceFor(
  schema: Schema,
  keys: readonly Uint8Array[],
  fixedBytes: readonly number[],
  hasDateFormat: boolean,
): string {
  const cells = schema.columns.map((column, index) => {
    const isLast = index === schema.columns.length - 1;
    return `for (c = 0; c < ${keys[index]?.length ?? 0}; c++) into[p++] = key${index}[c];
    if (h${index} && (m${index}[row >> 3] & (1 << (row & 7))) === 0) { into[p++] = 110; into[p++] = 117; into[p++] = 108; into[p++] = 108; }
    else {${cellCode(index, column.type, hasDateFormat)}}
    ${isLast ? 'into[p++] = 125; into[p++] = 10;' : ''}`;
  });
  const declarations = schema.columns.map((column, index) => {
    const values =
      layoutOf(column.type) === 'bytes'
        ? `o${index} = k${index}.offsets, b${index} = k${index}.bytes`
        : `v${index} = k${index}.values`;
    return `const k${index} = columns[${index}], h${index} = k${index}.nullCount > 0, m${index} = k${index}.validity, ${values};`;
  });
  const room = schema.columns.map((column, index) => {
    const around = (keys[index]?.length ?? 0) + 16;
    return layoutOf(column.type) === 'bytes'
      ? `6 * (o${index}[row + 1] - o${index}[row]) + ${around}`
      : String(6 * (fixedBytes[index] ?? 0) + around);
  });
  return `
${keys.map((_, index) => `const key${index} = keys[${index}];`).join(' ')}
return function encode(state, batch, row, rowCount, into, position, limit) {
  const columns = batch.columns, size = into.length;
  let p = position, s = 0, e = 0, c = 0, q = 0;
  ${declarations.join('\n  ')}
  while (row < rowCount && p < limit) {
    if (p + ${room.join(' + ')} > size) break;
    ${cells.join('\n    ')}
    row++;
  }
  state.row = row;
  return p;
};`;
}

function cellCode(index: number, type: Type, hasDateFormat: boolean): string {
  const words = `v${index}[row * 2], v${index}[row * 2 + 1]`;
  const formatted = `p = format${index}(k${index}, row, into, p);`;
  switch (type.kind) {
    case 'utf8':
      return ` s = o${index}[row]; e = o${index}[row + 1]; into[p++] = 34;
        for (; s < e && special[c = b${index}[s]] === 0; s++) into[p++] = c;
        if (s < e) p = runtime.escape(b${index}, s, e, into, p);
        into[p++] = 34; `;
    case 'json':
    case 'list':
      return ` p = runtime.copyOnOneLine(b${index}, o${index}[row], o${index}[row + 1], into, p); `;
    case 'int8':
    case 'int16':
    case 'int32':
      return ` p = runtime.formatInt32(into, p, v${index}[row]); `;
    case 'int64':
      return ` p = runtime.formatInt64(into, p, ${words}); `;
    case 'bool':
    case 'uint64':
    case 'vector':
      return ` ${formatted} `;
    case 'decimal':
    case 'float32':
    case 'float64':
      return ` q = p; ${layoutOf(type) === 'words' ? `p = runtime.formatDecimal64(into, p, ${words}, ${'scale' in type ? (type.scale ?? 0) : 0});` : formatted}
        c = into[q] === 45 ? into[q + 1] : into[q]; if (c > 57) p = runtime.quoteIfWord(into, q, p); `;
    case 'date':
      if (!hasDateFormat) return ` into[p++] = 34; p = runtime.formatDate(into, p, v${index}[row]); into[p++] = 34; `;
      break;
    case 'time':
    case 'timestamp':
      if (!hasDateFormat) return ` into[p++] = 34; ${formatted} into[p++] = 34; `;
      break;
    case 'binary':
      break;
  }
  return ` q = p; ${formatted} p = runtime.escapeWritten(into, q, p); `;
}

/** Appends a string's text with escapes. */
function escape(from: Uint8Array, start: number, end: number, into: Uint8Array, position: number): number {
  let at = position;
  for (let i = start; i < end; i++) {
    const c = from[i] as number;
    if (special[c] === 0) into[at++] = c;
    else {
      const text =
        c === 34 ? String.raw`\"` : c === 92 ? String.raw`\\` : JSON.stringify(String.fromCharCode(c)).slice(1, -1);
      for (let k = 0; k < text.length; k++) into[at++] = text.charCodeAt(k);
    }
  }
  return at;
}

function escapeWritten(into: Uint8Array, start: number, end: number): number {
  const text = into.slice(start, end);
  into[start] = 34;
  const at = escape(text, 0, text.length, into, start + 1);
  into[at] = 34;
  return at + 1;
}

/** NaN and infinities are no JSON numbers. */
function quoteIfWord(into: Uint8Array, start: number, end: number): number {
  into.copyWithin(start + 1, start, end);
  into[start] = 34;
  into[end + 1] = 34;
  return end + 2;
}

/** A line break in JSON is a blank between tokens: inside strings it is escaped. */
function copyOnOneLine(from: Uint8Array, start: number, end: number, into: Uint8Array, position: number): number {
  let at = position;
  for (let i = start; i < end; i++) {
    const c = from[i] as number;
    into[at++] = c === 10 || c === 13 ? 32 : c;
  }
  return at;
}
