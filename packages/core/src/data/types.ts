/**
 * The logical types of Sluice: a closed list. Everything that flows between a reader and a writer has one of them.
 *
 * Each type has one memory layout (see `layoutOf`), which is Arrow's, with two documented exceptions:
 * `bool` takes a byte per value, and `list` travels as JSON text.
 */
export type Type =
  | { readonly kind: 'bool' }
  | { readonly kind: 'int8' | 'int16' | 'int32' | 'int64' | 'uint64' }
  | { readonly kind: 'float32' | 'float64' }
  | DecimalType
  | Utf8Type
  | BinaryType
  /** Days since 1970-01-01, proleptic Gregorian. int32 min and max mean -infinity and infinity. */
  | { readonly kind: 'date' }
  /** Microseconds since midnight, signed: MySQL's TIME goes beyond 24 h and below zero. */
  | { readonly kind: 'time' }
  | TimestampType
  /** A JSON text, not necessarily normalised. */
  | { readonly kind: 'json' }
  /** A list, as JSON text: `[1,null,2]`. */
  | { readonly kind: 'list'; readonly item: Type }
  /** A fixed number of float32 per row. */
  | { readonly kind: 'vector'; readonly size: number };

/**
 * Exact decimal. With `precision` <= 18 a value is a scaled 64-bit integer; otherwise it is decimal text
 * (`-12.340`, also `NaN`, `Infinity`, `-Infinity`). Without `precision` any number of digits is allowed.
 *
 * As a scaled integer, int64 min means NaN, int64 min + 1 -Infinity, int64 max Infinity.
 */
export interface DecimalType {
  readonly kind: 'decimal';
  readonly precision?: number;
  readonly scale?: number;
}

/** Text, always valid UTF-8. `maxLength` counts characters (code points). */
export interface Utf8Type {
  readonly kind: 'utf8';
  readonly maxLength?: number;
}

export interface BinaryType {
  readonly kind: 'binary';
  readonly maxLength?: number;
}

/**
 * Ticks since 1970-01-01 00:00:00 as a 64-bit integer. Zoned: an instant, counted in UTC. Not zoned: a wall clock
 * reading. int64 min and max mean -infinity and infinity.
 */
export interface TimestampType {
  readonly kind: 'timestamp';
  readonly unit: 'us' | 'ns';
  readonly zoned: boolean;
}

export type TypeKind = Type['kind'];

/**
 * How a column lies in memory.
 * - `u8 i8 i16 i32 f32 f64`: one element of that typed array per row
 * - `words`: two int32 per row, low word first (an int64 in little-endian memory)
 * - `bytes`: `offsets` (rows + 1) into `bytes`
 * - `vector`: `size` float32 per row
 */
export type Layout = 'u8' | 'i8' | 'i16' | 'i32' | 'f32' | 'f64' | 'words' | 'bytes' | 'vector';

const layouts: Record<Exclude<TypeKind, 'decimal'>, Layout> = {
  bool: 'u8',
  int8: 'i8',
  int16: 'i16',
  int32: 'i32',
  int64: 'words',
  uint64: 'words',
  float32: 'f32',
  float64: 'f64',
  utf8: 'bytes',
  binary: 'bytes',
  date: 'i32',
  time: 'words',
  timestamp: 'words',
  json: 'bytes',
  list: 'bytes',
  vector: 'vector',
};

/** Largest precision that is kept as a scaled 64-bit integer. */
export const maxWordPrecision = 18;

export function layoutOf(type: Type): Layout {
  if (type.kind !== 'decimal') return layouts[type.kind];
  return type.precision !== undefined && type.precision <= maxWordPrecision ? 'words' : 'bytes';
}

export const types = {
  bool: { kind: 'bool' },
  int8: { kind: 'int8' },
  int16: { kind: 'int16' },
  int32: { kind: 'int32' },
  int64: { kind: 'int64' },
  uint64: { kind: 'uint64' },
  float32: { kind: 'float32' },
  float64: { kind: 'float64' },
  utf8: { kind: 'utf8' },
  binary: { kind: 'binary' },
  date: { kind: 'date' },
  time: { kind: 'time' },
  timestamp: { kind: 'timestamp', unit: 'us', zoned: false },
  timestampZoned: { kind: 'timestamp', unit: 'us', zoned: true },
  json: { kind: 'json' },
  /** A decimal with any number of digits, as text. */
  anyDecimal: { kind: 'decimal' },
  decimal: (precision: number, scale: number): Type => ({ kind: 'decimal', precision, scale }),
  list: (item: Type): Type => ({ kind: 'list', item }),
  vector: (size: number): Type => ({ kind: 'vector', size }),
} as const satisfies Record<string, Type | ((...parameters: never[]) => Type)>;

/** The type as printed in plans, reports and docs: `decimal(15,2)`, `timestamp(us, zoned)`, `list<int32>`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case 'decimal':
      return type.precision === undefined ? 'decimal' : `decimal(${type.precision},${type.scale ?? 0})`;
    case 'utf8':
    case 'binary':
      return type.maxLength === undefined ? type.kind : `${type.kind}(${type.maxLength})`;
    case 'timestamp':
      return `timestamp(${type.unit}${type.zoned ? ', zoned' : ''})`;
    case 'list':
      return `list<${typeName(type.item)}>`;
    case 'vector':
      return `vector(${type.size})`;
    default:
      return type.kind;
  }
}

/** True when both have the same meaning and memory layout, so that a column of one may serve as the other. */
export function sameType(left: Type, right: Type): boolean {
  return typeName(left) === typeName(right);
}
