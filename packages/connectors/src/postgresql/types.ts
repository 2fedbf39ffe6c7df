/** Types of PostgreSQL: what each becomes here, and how it travels. */
import type { Type } from '@sluice/core';
import { maxWordPrecision, types } from '@sluice/core';

/**
 * How a value lies in binary COPY, for the generated decoder and encoder. `text` is any type whose binary form is its
 * text; all types without a codec of their own are turned to text, or back, by the server.
 */
export type Codec =
  | 'bool'
  | 'int2'
  | 'int4'
  | 'int8'
  /** 4 bytes without sign: oid, xid, cid. */
  | 'uint4'
  | 'float4'
  | 'float8'
  | 'numeric'
  | 'text'
  | 'bytea'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'uuid'
  | 'jsonb';

/** One column as the server has it. */
export interface NativeColumn {
  readonly name: string;
  readonly oid: number;
  /** Type modifier: length, precision and scale; -1 for none. */
  readonly modifier: number;
}

/** A type of `pg_type`, with domains taken apart. */
export interface CatalogType {
  readonly oid: number;
  readonly name: string;
  /** b base, c composite, d domain, e enum, p pseudo, r range, m multirange. */
  readonly kind: string;
  /** Type of the elements of an array, 0 otherwise. */
  readonly element: number;
  /** Type under a domain, 0 otherwise. */
  readonly base: number;
  readonly baseModifier: number;
  /** Name for SQL, quoted and with schema where needed, without length. */
  readonly sqlName: string;
}

/** What a column becomes and how it travels. */
export interface Mapping {
  readonly type: Type;
  readonly codec: Codec;
  /** Set when the server must convert the column in a SELECT. */
  readonly select?: (column: string) => string;
  /** Set when the server must convert a value before it is stored: type of the staging column, and the expression. */
  readonly store?: { readonly type: string; readonly convert: (column: string) => string };
  /** Set for lists: the encoder turns JSON text into an array literal. */
  readonly isArray?: true;
  /**
   * The server would round a value that is no multiple of this: microseconds of `time(3)`, units of `numeric(5,-2)`.
   * Such a value is refused instead.
   */
  readonly quantum?: number;
}

/** Looks a type up; throws for one that the catalogue query did not bring. */
export type TypeLookup = (oid: number) => CatalogType;

const plain: Readonly<Record<number, Mapping>> = {
  16: { type: types.bool, codec: 'bool' },
  17: { type: types.binary, codec: 'bytea' },
  19: { type: types.utf8, codec: 'text' }, // name
  20: { type: types.int64, codec: 'int8' },
  21: { type: types.int16, codec: 'int2' },
  23: { type: types.int32, codec: 'int4' },
  25: { type: types.utf8, codec: 'text' },
  26: { type: types.int64, codec: 'uint4' }, // oid
  28: { type: types.int64, codec: 'uint4' }, // xid
  29: { type: types.int64, codec: 'uint4' }, // cid
  114: { type: types.json, codec: 'text' },
  700: { type: types.float32, codec: 'float4' },
  701: { type: types.float64, codec: 'float8' },
  1082: { type: types.date, codec: 'date' },
  2950: { type: { kind: 'utf8', maxLength: 36 }, codec: 'uuid' },
  3802: { type: types.json, codec: 'jsonb' },
};

/** money is a scaled 64-bit integer whose scale depends on the server's locale: numeric on the way. */
const money: Mapping = {
  type: types.decimal(19, 2),
  codec: 'numeric',
  select: (column) => `${column}::numeric`,
  store: { type: 'numeric', convert: (column) => `${column}::money` },
};

const oids = { money: 790, bpchar: 1042, varchar: 1043, time: 1083, timestamp: 1114, timestamptz: 1184, numeric: 1700 };
/** Types whose cast to text says something else than their output. */
const castDiffers = new Set([650, 869]); // cidr, inet: the cast always appends the mask
/** Arrays that are not plain lists: int2vector, oidvector. */
const oddArrays = new Set([22, 30]);
const jsonOids = new Set([114, 3802]);

/** How a column of this type and modifier is read and written. */
export function mapType(oid: number, modifier: number, lookup: TypeLookup): Mapping {
  const known = plain[oid];
  if (known !== undefined) return known;
  switch (oid) {
    case oids.money:
      return money;
    case oids.bpchar:
    case oids.varchar:
      return { type: modifier < 4 ? types.utf8 : { kind: 'utf8', maxLength: modifier - 4 }, codec: 'text' };
    case oids.numeric:
      return numeric(modifier);
    case oids.time:
      return { type: types.time, codec: 'time', ...fraction(modifier) };
    case oids.timestamp:
      return { type: types.timestamp, codec: 'timestamp', ...fraction(modifier) };
    case oids.timestamptz:
      return { type: types.timestampZoned, codec: 'timestamp', ...fraction(modifier) };
    default:
      return mapOther(lookup(oid), modifier, lookup);
  }
}

function mapOther(found: CatalogType, modifier: number, lookup: TypeLookup): Mapping {
  if (found.kind === 'd') return mapType(found.base, modifier === -1 ? found.baseModifier : modifier, lookup);
  if (found.kind === 'e') return { type: types.utf8, codec: 'text' };
  if (found.element !== 0 && !oddArrays.has(found.oid)) {
    const element = baseOf(lookup(found.element), lookup);
    if (element.kind !== 'c' && !jsonOids.has(element.oid)) return list(found, mapType(element.oid, modifier, lookup));
  }
  return throughText(found);
}

/** Lists travel as JSON text, which the server writes and the encoder turns into an array literal. */
function list(found: CatalogType, element: Mapping): Mapping {
  return {
    type: types.list(element.type),
    codec: 'text',
    select: (column) => `to_json(${column})::text`,
    store: { type: 'text', convert: (column) => `${column}::${found.sqlName}` },
    isArray: true,
  };
}

function throughText(found: CatalogType): Mapping {
  const cast = (column: string): string => `${column}::text`;
  const format = (column: string): string => `case when ${column} is not null then format('%s', ${column}) end`;
  return {
    type: types.utf8,
    codec: 'text',
    select: castDiffers.has(found.oid) ? format : cast,
    store: { type: 'text', convert: (column) => `${column}::${found.sqlName}` },
  };
}

function baseOf(type: CatalogType, lookup: TypeLookup): CatalogType {
  return type.kind === 'd' ? baseOf(lookup(type.base), lookup) : type;
}

/** Precision in the upper half, scale in the lower 11 bits, with sign since PostgreSQL 15. */
function numeric(modifier: number): Mapping {
  if (modifier < 4) return { type: types.anyDecimal, codec: 'numeric' };
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (((modifier - 4) & 0x7ff) ^ 0x400) - 0x400;
  if (scale >= 0) return { type: types.decimal(Math.max(precision, scale), scale), codec: 'numeric' };
  const digits = precision - scale;
  if (digits > maxWordPrecision) return { type: types.anyDecimal, codec: 'numeric' };
  return { type: types.decimal(digits, 0), codec: 'numeric', quantum: 10 ** -scale };
}

function fraction(modifier: number): { readonly quantum?: number } {
  return modifier >= 0 && modifier < 6 ? { quantum: 10 ** (6 - modifier) } : {};
}

/** Types known without asking the server. */
export function isBuiltIn(oid: number): boolean {
  return plain[oid] !== undefined || Object.values(oids).includes(oid);
}

/** A column type for CREATE TABLE. */
export function typeFor(type: Type): string {
  switch (type.kind) {
    case 'bool':
      return 'boolean';
    case 'int8':
    case 'int16':
      return 'smallint';
    case 'int32':
      return 'integer';
    case 'int64':
      return 'bigint';
    case 'uint64':
      return 'numeric(20)';
    case 'float32':
      return 'real';
    case 'float64':
      return 'double precision';
    case 'decimal':
      return decimalFor(type.precision, type.scale ?? 0);
    case 'utf8':
      return type.maxLength === undefined || type.maxLength > 10_485_760 ? 'text' : `varchar(${type.maxLength})`;
    case 'binary':
      return 'bytea';
    case 'date':
      return 'date';
    case 'time':
      return 'time';
    case 'timestamp':
      return type.zoned ? 'timestamptz' : 'timestamp';
    case 'json':
      return 'jsonb';
    case 'list':
      return type.item.kind === 'list' ? typeFor(type.item) : `${typeFor(type.item)}[]`;
    case 'vector':
      return 'real[]';
  }
}

function decimalFor(precision: number | undefined, scale: number): string {
  if (precision === undefined || precision > 1_000) return 'numeric';
  return `numeric(${precision},${scale})`;
}

/** True for a numeric column that fits a scaled 64-bit integer. */
export function isWordDecimal(type: Type): boolean {
  return type.kind === 'decimal' && type.precision !== undefined && type.precision <= maxWordPrecision;
}
