/** The types of a file, as a tree, and what they are here. */
import { type ColumnSpec, type Type, types } from '@sluice/core';
import { Damage } from '../../damage.ts';
import { orcErrors } from '../errors.ts';
import { type TypeKind, typeKinds } from '../messages.ts';
import type { Footer } from './tail.ts';

export interface OrcType {
  /** By which streams and encodings belong to it. */
  readonly id: number;
  readonly kind: TypeKind;
  readonly children: readonly OrcType[];
  /** Of the fields of a struct. */
  readonly names: readonly string[];
  readonly maxLength: number;
  /** Undefined in the oldest files: any number of digits. */
  readonly precision: number | undefined;
  readonly scale: number;
}

const maxDepth = 100;
/** Hive allows no more; neither do 128 bits. */
const maxPrecision = 38;

/** Throws `Damage`, `ORC_UNSUPPORTED`. */
export function typeTree(content: Footer, path: string): OrcType {
  const listed = content.types;
  const seen = new Set<number>();
  const build = (id: number, depth: number): OrcType => {
    const entry = listed[id];
    if (entry === undefined) throw new Damage(`its type ${id} is missing`);
    if (depth > maxDepth) throw new Damage(`its types are nested deeper than ${maxDepth} levels`);
    const kind = typeKinds[entry.kind ?? 0];
    if (kind === undefined) throw orcErrors.unsupported({ path, found: `columns of type number ${entry.kind}` });
    const { subtypes, fieldNames: names } = entry;
    // Each type belongs to one other: no circles, and no more work than there are types.
    if (seen.has(id)) throw new Damage(`its type ${id} belongs to several others`);
    seen.add(id);
    const count = { list: 1, map: 2, struct: names.length, union: subtypes.length }[kind as string] ?? 0;
    if (subtypes.length !== count) throw new Damage(`its type ${id} has a wrong number of parts`);
    const precision = entry.precision === undefined || entry.precision === 0 ? undefined : entry.precision;
    const scale = entry.scale ?? 0;
    if (kind === 'decimal' && ((precision ?? 1) > maxPrecision || scale > (precision ?? maxPrecision)))
      throw new Damage(`it has a decimal(${precision},${scale})`);
    const children = subtypes.map((child) => build(child, depth + 1));
    return { id, kind, children, names, maxLength: entry.maximumLength ?? 0, precision, scale };
  };
  return build(0, 0);
}

export interface FileColumn {
  readonly name: string;
  readonly type: OrcType;
}

/** Columns of a file: the fields of its struct, or one column `value` when it holds anything else. */
export function columnsOf(root: OrcType): readonly FileColumn[] {
  if (root.kind !== 'struct') return [{ name: 'value', type: root }];
  return root.children.map((type, index) => ({ name: root.names[index] as string, type }));
}

/** Columns of Hive's transactional tables, in this order. */
const changeColumns = ['operation', 'originalTransaction', 'bucket', 'rowId', 'currentTransaction', 'row'];

export function isTransactional(root: OrcType): boolean {
  return root.kind === 'struct' && root.names.join() === changeColumns.join();
}

export function columnSpec(name: string, type: OrcType, unit: 'us' | 'ns'): ColumnSpec {
  return { name, type: typeOf(type, unit), isNullable: true, nativeType: nativeType(type) };
}

/** Nested types are JSON, except lists of values that are not nested. */
export function typeOf(type: OrcType, unit: 'us' | 'ns'): Type {
  switch (type.kind) {
    case 'boolean':
      return types.bool;
    case 'tinyint':
      return types.int8;
    case 'smallint':
      return types.int16;
    case 'int':
      return types.int32;
    case 'bigint':
      return types.int64;
    case 'float':
      return types.float32;
    case 'double':
      return types.float64;
    case 'string':
      return types.utf8;
    case 'char':
    case 'varchar':
      return type.maxLength > 0 ? { kind: 'utf8', maxLength: type.maxLength } : types.utf8;
    case 'binary':
      return types.binary;
    case 'date':
      return types.date;
    case 'timestamp':
    case 'instant':
      return { kind: 'timestamp', unit, zoned: type.kind === 'instant' };
    case 'decimal':
      return type.precision === undefined ? types.anyDecimal : types.decimal(type.precision, type.scale);
    case 'list': {
      const [item] = type.children as readonly [OrcType];
      return isNested(item) ? types.json : types.list(typeOf(item, unit));
    }
    case 'map':
    case 'struct':
    case 'union':
      return types.json;
  }
}

/** Its values are JSON text. */
export function isNested({ kind }: OrcType): boolean {
  return kind === 'list' || kind === 'map' || kind === 'struct' || kind === 'union';
}

/** As Hive writes it: `array<struct<a:int,b:decimal(15,2)>>`. */
export function nativeType(type: OrcType): string {
  const [first, second] = type.children;
  switch (type.kind) {
    case 'list':
      return `array<${nativeType(first as OrcType)}>`;
    case 'map':
      return `map<${nativeType(first as OrcType)},${nativeType(second as OrcType)}>`;
    case 'struct':
      return `struct<${type.children.map((child, index) => `${type.names[index]}:${nativeType(child)}`).join()}>`;
    case 'union':
      return `uniontype<${type.children.map(nativeType).join()}>`;
    case 'char':
    case 'varchar':
      return `${type.kind}(${type.maxLength})`;
    case 'decimal':
      return type.precision === undefined ? 'decimal' : `decimal(${type.precision},${type.scale})`;
    case 'instant':
      return 'timestamp with local time zone';
    default:
      return type.kind;
  }
}
