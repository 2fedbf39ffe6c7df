import { layoutOf, type Schema, type Type } from '@sluice/core';
import { isPlainDecimal } from './written-schema.ts';

/** Why a value cannot be written; see `refusal`. */
export const refusals = { null: 1, infinite: 2, outOfDay: 3, digits: 4 } as const;

/** Code of the function that encodes rows of a schema, see `EncodeRows`. Made of numbers and fixed names only. */
export function encoderSource(schema: Schema): string {
  const columns = schema.columns.map(({ type }, index) => ({ type, index, hasBytes: layoutOf(type) === 'bytes' }));
  const declarations = columns.map(({ index, hasBytes }) => {
    const memory = hasBytes
      ? `o${index} = k${index}.offsets, b${index} = k${index}.bytes`
      : `v${index} = k${index}.values`;
    return `const k${index} = columns[${index}], h${index} = k${index}.nullCount > 0, m${index} = k${index}.validity, ${memory};`;
  });
  const room = columns.map(({ index, type, hasBytes }) =>
    hasBytes ? `o${index}[row + 1] - o${index}[row] + ${fixedRoom(type)}` : String(fixedRoom(type)),
  );
  const cells = schema.columns.map(({ type, isNullable }, index) => {
    const isNull = `h${index} && (m${index}[row >> 3] & (1 << (row & 7))) === 0`;
    const value = `${isNullable ? 'into[p++] = 2;' : ''} ${cellCode(type, index)}`;
    const whenNull = isNullable ? 'into[p++] = 0;' : fail(index, refusals.null);
    return `if (${isNull}) {${whenNull}} else {${value}}`;
  });
  return `
return function encode(state, batch, row, rowCount, into, position, limit) {
  const columns = batch.columns, size = into.length, view = new DataView(into.buffer, into.byteOffset, size);
  let p = position, s = 0, e = 0, q = 0;
  ${declarations.join('\n  ')}
  for (; row < rowCount && p < limit; row++) {
    q = p;
    if (p + ${room.join(' + ') || '0'} > size) break;
    ${cells.join('\n    ')}
    state.accepted++;
  }
  state.row = row;
  return p;
};`;
}

/** A refused row leaves nothing behind. */
function fail(index: number, refusal: number): string {
  return `runtime.refuse(state, row, ${index}, ${refusal}); p = q; continue;`;
}

/** Bytes that a value may take, with the branch of its union; of a text those around it. */
function fixedRoom(type: Type): number {
  if (type.kind === 'vector') return type.size * 4 + 16;
  return type.kind === 'decimal' ? 32 + Math.abs(type.scale ?? 0) : 16;
}

function cellCode(type: Type, index: number): string {
  const value = `v${index}[row]`;
  const lo = `v${index}[row * 2]`;
  const hi = `v${index}[row * 2 + 1]`;
  switch (type.kind) {
    case 'bool':
      return `into[p++] = ${value} === 0 ? 0 : 1;`;
    case 'int8':
    case 'int16':
    case 'int32':
      return `p = runtime.writeInt(into, p, ${value});`;
    case 'int64':
      return `p = runtime.writeLong(into, p, ${lo}, ${hi});`;
    case 'uint64':
      return `p = runtime.writeUint64(into, p, ${lo}, ${hi});`;
    case 'float32':
      return `view.setFloat32(p, ${value}, true); p += 4;`;
    case 'float64':
      return `view.setFloat64(p, ${value}, true); p += 8;`;
    case 'date':
      return `s = ${value}; if (s === 0x7fffffff || s === -0x80000000) {${fail(index, refusals.infinite)}} p = runtime.writeInt(into, p, s);`;
    case 'time':
      return `if (!runtime.isInDay(${lo}, ${hi})) {${fail(index, refusals.outOfDay)}} p = runtime.writeLong(into, p, ${lo}, ${hi});`;
    case 'timestamp':
      return `if (runtime.isInfinite(${lo}, ${hi})) {${fail(index, refusals.infinite)}} p = runtime.writeLong(into, p, ${lo}, ${hi});`;
    case 'decimal':
      if (type.precision === undefined) break;
      if (isPlainDecimal(type))
        return `if (runtime.isDecimalWord(${lo}, ${hi})) {${fail(index, refusals.digits)}} p = runtime.writeWords(into, p, ${lo}, ${hi});`;
      return `s = wide${index}(k${index}, row, into, p); if (s < 0) {${fail(index, refusals.digits)}} p = s;`;
    case 'vector':
      return vectorCode(type.size, index);
  }
  return `s = o${index}[row]; e = o${index}[row + 1]; p = runtime.writeInt(into, p, e - s); p = runtime.copyBytes(b${index}, s, e, into, p);`;
}

/** One run with all items, and the end of the array. */
function vectorCode(size: number, index: number): string {
  if (size === 0) return 'into[p++] = 0;';
  return `p = runtime.writeInt(into, p, ${size}); for (s = 0; s < ${size}; s++, p += 4) view.setFloat32(p, v${index}[row * ${size} + s], true); into[p++] = 0;`;
}
