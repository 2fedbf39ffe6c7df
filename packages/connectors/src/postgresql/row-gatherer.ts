/** Rows of a binary COPY that another server of its kind takes as they are. */
import type { Schema } from '@sluice/core';
import type { RowDecoder } from './row-decoder.ts';

/** Types whose binary form says the same on every server, and is stored without a check of ours. */
const plainTypes = new Set([
  'bigint',
  'boolean',
  'bytea',
  'character',
  'character varying',
  'date',
  'double precision',
  'integer',
  'json',
  'jsonb',
  'numeric',
  'real',
  'smallint',
  'text',
  'time without time zone',
  'timestamp with time zone',
  'timestamp without time zone',
  'uuid',
]);

/** As `format_type` of the server writes the columns, lengths and scales included. */
export function rowFormat({ columns }: Schema): string | undefined {
  const names = columns.map(({ nativeType = '' }) => nativeType);
  const isPlain = names.every((name) => plainTypes.has(name.replace(/\(\d+(?:,-?\d+)?\)/, '')));
  return isPlain ? `postgresql binary ${names.join(', ')}` : undefined;
}

const copyData = 0x64;
/** Code and length of a message. */
const headBytes = 5;
/** Short rows are copied byte by byte, which is faster than a call. */
const shortRow = 64;

/**
 * Gathers the rows in `batch.encoded` without the messages they come in, one each: a server takes many of them in one
 * message faster. Only lengths and field counts are looked at.
 */
export function createRowGatherer(columnCount: number): RowDecoder {
  return (bytes, end, batch, maxRows, state) => {
    const rows = batch.encoded;
    if (rows === undefined) throw new TypeError('The batch has no room for encoded rows.');
    const { offsets } = rows;
    let at = state.position;
    let row = batch.rowCount;
    let to = offsets[row] as number;
    rows.reserveBytes(to + end - at);
    const into = rows.bytes;
    while (row < maxRows && at + headBytes <= end) {
      const size = int32(bytes, at + 1);
      const next = at + 1 + size;
      if (next > end) break;
      let from = at + headBytes;
      if (bytes[at] !== copyData || (((bytes[from] as number) << 8) | (bytes[from + 1] as number)) !== columnCount) {
        state.isUnexpected = true;
        break;
      }
      state.bytesLeft -= size;
      if (state.bytesLeft < 0 && row > 0) {
        state.bytesLeft += size;
        break;
      }
      if (size > shortRow) {
        bytes.copy(into, to, from, next);
        to += next - from;
      } else while (from < next) into[to++] = bytes[from++] as number;
      at = next;
      row++;
      offsets[row] = to;
    }
    state.position = at;
    batch.rowCount = row;
  };
}

function int32(bytes: Buffer, at: number): number {
  return (
    ((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)
  );
}
