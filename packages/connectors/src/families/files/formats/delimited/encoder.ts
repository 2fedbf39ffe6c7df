import type { Rejection, Schema, TextFormatter, TextOptions } from '@sluice/core';
import { compileFormatter, formatDate, formatDecimal64, formatInt32, formatInt64, layoutOf } from '@sluice/core';
import type { Column } from '@sluice/core';
import { EncodeBuffer, type EncodeRows } from '../encode-buffer.ts';
import type { RowEncoder } from '../format.ts';
import { lineEndBytes } from './dialect.ts';
import { encoderSource, specialBytes, type EncodeShape } from './encoder-source.ts';

export interface DelimitedOutput {
  readonly dialect: EncodeShape['dialect'];
  readonly schema: Schema;
  readonly textOptions: TextOptions;
  /** Replaces the formatter of a column: text forms of binary. */
  readonly formatters?: readonly (TextFormatter | undefined)[];
  readonly header?: readonly string[];
}

/** Rows as delimited records. Fields are quoted when needed; without quotes, rows that would need them are refused. */
export function delimitedEncoder(output: DelimitedOutput): RowEncoder {
  const { dialect, schema, textOptions } = output;
  const compiled = schema.columns.map((column) => compileFormatter(column.type, textOptions));
  const formatters = compiled.map((formatter, index) => output.formatters?.[index] ?? formatter.format);
  const fixedBytes = schema.columns.map((column, index) =>
    layoutOf(column.type) === 'bytes' ? 0 : (compiled[index]?.maxBytes(undefined as unknown as Column, 0) ?? 0),
  );
  const special = specialBytes(dialect);
  const runtime = { formatDate, formatDecimal64, formatInt32, formatInt64, ...quoting(dialect, special), refuse };
  const names = formatters.map((_, index) => `format${index}`);
  const source = encoderSource({ dialect, schema, hasDateFormat: textOptions.dateFormat !== undefined, fixedBytes });
  // Made of numbers and fixed names only.
  const create = new Function('runtime', 'special', ...names, source) as (...values: unknown[]) => EncodeRows;
  const buffer = new EncodeBuffer(create(runtime, special, ...formatters));
  return {
    start: () => headerOf(output, runtime.quote),
    encode: (batch, row, endRow, rejections) => buffer.encode(batch, row, endRow, rejections),
    take: () => buffer.take(),
    get pendingBytes() {
      return buffer.pendingBytes;
    },
  };
}

function refuse(state: { rejections: Rejection[] }, row: number, column: number): void {
  state.rejections.push({
    row,
    column,
    code: 'NEEDS_QUOTES',
    reason: 'The value holds a delimiter, a line break or the text for null; fileFormat text has no quotes. Use csv.',
  });
}

function quoting(dialect: EncodeShape['dialect'], special: Uint8Array) {
  const mark = dialect.quote ?? -1;
  const escape = dialect.escape ?? mark;
  const { nullText } = dialect;
  const quote = (from: Uint8Array, start: number, end: number, into: Uint8Array, position: number): number => {
    let at = position;
    into[at++] = mark;
    for (let i = start; i < end; i++) {
      const c = from[i] as number;
      if (c === mark || c === escape) into[at++] = escape;
      into[at++] = c;
    }
    into[at++] = mark;
    return at;
  };
  /** Quotes the cell just written in `into[start, end)` if it must be; -1 when it must and cannot. */
  const quoteWritten = (into: Uint8Array, start: number, end: number): number => {
    let isNeeded =
      (mark >= 0 && end === start) ||
      (end - start === nullText.length && nullText.every((byte, i) => into[start + i] === byte));
    for (let i = start; i < end && !isNeeded; i++) isNeeded = special[into[i] as number] === 1;
    if (!isNeeded) return end;
    return mark < 0 ? -1 : quote(into.slice(start, end), 0, end - start, into, start);
  };
  return { quote, quoteWritten };
}

type Quote = ReturnType<typeof quoting>['quote'];

function headerOf({ header, dialect }: DelimitedOutput, quote: Quote): Uint8Array {
  if (header === undefined) return new Uint8Array(0);
  const special = specialBytes(dialect);
  const cells = header.map((name) => {
    const bytes = Buffer.from(name, 'utf8');
    if (
      dialect.quote === undefined ||
      (bytes.length > 0 && name.trim() === name && !bytes.some((byte) => special[byte] === 1))
    )
      return bytes;
    const into = Buffer.alloc(bytes.length * 2 + 2);
    return into.subarray(0, quote(bytes, 0, bytes.length, into, 0));
  });
  const parts = cells.flatMap((cell) => [dialect.delimiter, cell]);
  return Buffer.concat([...parts.slice(1), lineEndBytes(dialect)]);
}
