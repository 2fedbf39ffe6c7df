/** Booleans, integers and floats. */
import type { Column } from '@sluice/core';
import { BitRuns, ByteRuns } from './byte-runs.ts';
import type { ReadDense } from './column-reader.ts';
import type { IntRuns } from './int-runs.ts';
import type { StreamBytes } from './stream-bytes.ts';

export function readBooleans(data: StreamBytes): ReadDense {
  const runs = new BitRuns(data);
  return async (column, row, count) => {
    await runs.flags(column.values as Uint8Array, row, count);
  };
}

export function readBytes(data: StreamBytes): ReadDense {
  const runs = new ByteRuns(data);
  return (column, row, count) => runs.bytes(column.values as Int8Array, row, count);
}

export function readShorts(runs: IntRuns): ReadDense {
  return (column, row, count) => runs.ints(column.values as Int16Array, row, count, -32_768, 32_767);
}

export function readInts(runs: IntRuns): ReadDense {
  return (column, row, count) => runs.ints(column.values as Int32Array, row, count, -0x8000_0000, 0x7fff_ffff);
}

export function readLongs(runs: IntRuns): ReadDense {
  return (column, row, count) => runs.words(column.values as Int32Array, row, count);
}

/** Floats of 4 or 8 bytes, which lie in the file as in memory. */
export function readFloats(data: StreamBytes): ReadDense {
  return (column, row, count) => {
    const { BYTES_PER_ELEMENT: size } = column.values;
    return data.copyTo(bytesOf(column), row * size, count * size);
  };
}

function bytesOf({ values }: Column): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
