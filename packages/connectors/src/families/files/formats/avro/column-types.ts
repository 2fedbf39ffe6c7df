import { types, type ColumnSpec, type Type } from '@sluice/core';
import type { AvroField, AvroNode, Logical } from './schema.ts';

/** How the value of a column lies in a record. */
export interface AvroColumn {
  readonly spec: ColumnSpec;
  readonly node: AvroNode;
  /** The node without the null of a union; a union of several others stays one and is JSON. */
  readonly value: AvroNode;
  /** Indexes of null and of the value in their union; absent without a union. */
  readonly union?: { readonly nullIndex: number; readonly valueIndex: number };
}

/** Columns of a file: the fields of its record, or one column `value` when it holds anything else. */
export function columnsOf(root: AvroNode): readonly AvroColumn[] {
  const fields: readonly AvroField[] = root.kind === 'record' ? root.fields : [{ name: 'value', node: root }];
  return fields.map(({ name, node }) => {
    if (node.kind !== 'union') return columnOf(name, node, node, node.kind === 'null');
    const nullIndex = node.branches.findIndex((branch) => branch.kind === 'null');
    const values = node.branches.filter((branch) => branch.kind !== 'null');
    const [only] = values;
    if (values.length !== 1 || only === undefined || node.branches.length > 2)
      return columnOf(name, node, node, nullIndex >= 0);
    const union = { nullIndex, valueIndex: node.branches.indexOf(only) };
    return { ...columnOf(name, node, only, nullIndex >= 0), union };
  });
}

function columnOf(name: string, node: AvroNode, value: AvroNode, isNullable: boolean): AvroColumn {
  return { node, value, spec: { name, type: typeOf(value), isNullable, nativeType: nativeType(value) } };
}

/** The type of a column or of an item inside of JSON; JSON for everything nested. */
export function typeOf(node: AvroNode): Type {
  switch (node.kind) {
    case 'boolean':
      return types.bool;
    case 'int':
      return node.logical === undefined ? types.int32 : logicalType(node.logical);
    case 'long':
      return node.logical === undefined ? types.int64 : logicalType(node.logical);
    case 'float':
      return types.float32;
    case 'double':
      return types.float64;
    case 'bytes':
      return node.logical === undefined ? types.binary : logicalType(node.logical);
    case 'fixed':
      return node.logical === undefined ? { kind: 'binary', maxLength: node.size } : logicalType(node.logical);
    case 'null':
    case 'string':
    case 'enum':
      return types.utf8;
    default:
      return types.json;
  }
}

function logicalType(logical: Logical): Type {
  switch (logical.name) {
    case 'decimal':
      return types.decimal(logical.precision, logical.scale);
    case 'date':
      return types.date;
    case 'time-millis':
    case 'time-micros':
      return types.time;
    case 'timestamp-millis':
    case 'timestamp-micros':
      return types.timestampZoned;
    case 'timestamp-nanos':
      return { kind: 'timestamp', unit: 'ns', zoned: true };
    case 'local-timestamp-millis':
    case 'local-timestamp-micros':
      return types.timestamp;
    case 'local-timestamp-nanos':
      return { kind: 'timestamp', unit: 'ns', zoned: false };
    case 'uuid':
    case 'duration':
      return types.utf8;
  }
}

function nativeType(node: AvroNode): string {
  switch (node.kind) {
    case 'union':
      return `union<${node.branches.map(nativeType).join(', ')}>`;
    case 'array':
    case 'map':
      return `${node.kind}<${nativeType(node.item)}>`;
    case 'record':
    case 'enum':
      return `${node.kind} ${node.name}`;
  }
  const { logical } = node as { readonly logical?: Logical };
  const physical = node.kind === 'fixed' ? `fixed(${node.size})` : node.kind;
  if (logical === undefined) return physical;
  return logical.name === 'decimal'
    ? `${physical} decimal(${logical.precision},${logical.scale})`
    : `${physical} ${logical.name}`;
}
