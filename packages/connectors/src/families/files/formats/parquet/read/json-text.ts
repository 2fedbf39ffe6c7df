/** Writes JSON into the cells of a text column. */
import { type Column, type Type, compileFormatter, copyBytes } from '@sluice/core';
import { Damage } from '../../damage.ts';

/** Offsets of a column are 32-bit integers. */
const maxColumnBytes = 0x7000_0000;

export class JsonText {
  #column: Column | undefined;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  /** Begins the text of a row; those before it are there. */
  start(column: Column, row: number): void {
    this.#column = column;
    this.#bytes = column.bytes;
    this.#at = column.offsets[row] as number;
  }

  end(row: number): void {
    if (this.#column !== undefined) this.#column.offsets[row + 1] = this.#at;
  }

  /** One ASCII character. */
  mark(code: number): void {
    this.reserve(1);
    this.#bytes[this.#at++] = code;
  }

  /** Bytes as they are. */
  copy(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    this.#at = copyBytes(from, start, end, this.#bytes, this.#at);
  }

  /** A string with this content in UTF-8. */
  string(from: Uint8Array, start: number, end: number): void {
    let extra = 0;
    for (let i = start; i < end; i++) extra += extraBytes[from[i] as number] as number;
    this.reserve(end - start + extra + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = quote;
    if (extra === 0) at = copyBytes(from, start, end, bytes, at);
    else {
      for (let i = start; i < end; i++) {
        const byte = from[i] as number;
        const escape = escapes[byte];
        if (escape === undefined) bytes[at++] = byte;
        else for (let k = 0; k < escape.length; k++) bytes[at++] = escape[k] as number;
      }
    }
    bytes[at++] = quote;
    this.#at = at;
  }

  /** What `write` puts at a position of the bytes, at most `size` of them; it returns the position after it. */
  write(size: number, write: (bytes: Uint8Array, position: number) => number): void {
    this.reserve(size);
    this.#at = write(this.#bytes, this.#at);
  }

  reserve(size: number): void {
    const end = this.#at + size;
    if (end <= this.#bytes.length) return;
    if (end > maxColumnBytes) throw new Damage('a nested value is too large');
    const column = this.#column as Column;
    column.reserveBytes(end);
    this.#bytes = column.bytes;
  }
}

const quote = 34;

/** By byte, what stands for it in a string; undefined: itself. */
const escapes: readonly (Uint8Array | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 32 && byte !== quote && byte !== 92) return undefined;
  return Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1));
});

/** By byte, how much longer it is then. */
const extraBytes = Uint8Array.from(escapes, (escape) => (escape?.length ?? 1) - 1);

/** Writes one cell that is not null. */
export type CellWriter = (cells: Column, cell: number, out: JsonText) => void;

/**
 * Numbers as JSON numbers with all their digits, NaN and infinities as strings, texts and moments as strings, binary in
 * base64, JSON as it is.
 */
export function cellWriter(type: Type): CellWriter {
  const { format, maxBytes } = compileFormatter(type, { timeZone: 'UTC', lenientDates: false });
  const formatted: CellWriter = (cells, cell, out) =>
    out.write(maxBytes(cells, cell), (bytes, at) => format(cells, cell, bytes, at));
  switch (type.kind) {
    case 'utf8':
      return (cells, cell, out) =>
        out.string(cells.bytes, cells.offsets[cell] as number, cells.offsets[cell + 1] as number);
    case 'binary':
      return writeBase64;
    case 'float32':
    case 'float64':
      return (cells, cell, out) =>
        Number.isFinite(cells.values[cell]) ? formatted(cells, cell, out) : quoted(formatted, cells, cell, out);
    case 'date':
    case 'time':
    case 'timestamp':
      return (cells, cell, out) => quoted(formatted, cells, cell, out);
    default:
      return formatted;
  }
}

/** The same as a string, whatever the type: keys of objects. */
export function keyWriter(type: Type): CellWriter {
  const write = cellWriter(type);
  const isNumber = /^(bool|u?int\d+|decimal)$/.test(type.kind);
  if (type.kind === 'json')
    return (cells, cell, out) =>
      out.string(cells.bytes, cells.offsets[cell] as number, cells.offsets[cell + 1] as number);
  if (type.kind === 'float32' || type.kind === 'float64') {
    return (cells, cell, out) =>
      Number.isFinite(cells.values[cell]) ? quoted(write, cells, cell, out) : write(cells, cell, out);
  }
  return isNumber ? (cells, cell, out) => quoted(write, cells, cell, out) : write;
}

function quoted(write: CellWriter, cells: Column, cell: number, out: JsonText): void {
  out.mark(quote);
  write(cells, cell, out);
  out.mark(quote);
}

function writeBase64({ bytes, offsets }: Column, cell: number, out: JsonText): void {
  const start = offsets[cell] as number;
  const length = (offsets[cell + 1] as number) - start;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, length).toString('base64');
  out.mark(quote);
  out.write(text.length, (into, at) => at + Buffer.from(into.buffer, into.byteOffset).write(text, at, 'latin1'));
  out.mark(quote);
}
