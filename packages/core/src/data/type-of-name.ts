import { types, type Type } from './types.ts';

const simple: Readonly<Record<string, Type>> = {
  bool: types.bool,
  int8: types.int8,
  int16: types.int16,
  int32: types.int32,
  int64: types.int64,
  uint64: types.uint64,
  float32: types.float32,
  float64: types.float64,
  decimal: types.anyDecimal,
  utf8: types.utf8,
  binary: types.binary,
  date: { kind: 'date' },
  time: types.time,
  'timestamp(us)': types.timestamp,
  'timestamp(us, zoned)': types.timestampZoned,
  'timestamp(ns)': { kind: 'timestamp', unit: 'ns', zoned: false },
  'timestamp(ns, zoned)': { kind: 'timestamp', unit: 'ns', zoned: true },
  json: types.json,
};

/** The type that `typeName` printed; undefined for any other text. */
export function typeOfName(name: string): Type | undefined {
  const known = Object.hasOwn(simple, name) ? simple[name] : undefined;
  if (known !== undefined) return known;
  const item = /^list<(.+)>$/.exec(name)?.[1];
  if (item !== undefined) {
    const type = typeOfName(item);
    return type === undefined ? undefined : types.list(type);
  }
  const [, kind, size, scale] = /^(decimal|utf8|binary|vector)\((\d+)(?:,(\d+))?\)$/.exec(name) ?? [];
  if (size === undefined || (scale !== undefined && kind !== 'decimal')) return undefined;
  if (kind === 'decimal') return scale === undefined ? undefined : types.decimal(Number(size), Number(scale));
  if (kind === 'vector') return types.vector(Number(size));
  return { kind: kind as 'utf8' | 'binary', maxLength: Number(size) };
}
