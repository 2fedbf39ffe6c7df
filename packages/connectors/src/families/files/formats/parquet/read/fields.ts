/** Columns of a file as columns of our types, and what reads each. */
import { type ColumnSpec, type Type, types } from '@sluice/core';
import { type FieldReader, FlatField } from './flat-field.ts';
import { LeafEntries } from './leaf-entries.ts';
import { type LeafSource, LeafReader } from './leaf-reader.ts';
import { type LeafType, leafType } from './leaf-type.ts';
import { repetition } from '../metadata.ts';
import { NestedField } from './nested-field.ts';
import { shapeOf } from './nested-shape.ts';
import type { SchemaNode, SchemaTree } from './schema-tree.ts';

/** A column of the file: a leaf, or a group with all that is below. */
export interface FileField {
  readonly node: SchemaNode;
  readonly column: ColumnSpec;
  /** Types of the leaves from `node.firstLeaf` on. */
  readonly types: readonly LeafType[];
}

/** Throws `Damage` when the schema contradicts itself. */
export function fileFields({ fields, leaves }: SchemaTree): readonly FileField[] {
  return fields.map((node) => {
    const found = leaves.slice(node.firstLeaf, node.endLeaf).map((leaf) => leafType(leaf.node.element));
    return { node, types: found, column: columnOf(node, found) };
  });
}

function columnOf(node: SchemaNode, leafTypes: readonly LeafType[]): ColumnSpec {
  const { name } = node;
  const [first] = leafTypes as readonly [LeafType];
  const isNullable = node.repetition === repetition.optional;
  if (isFlat(node)) return { name, type: first.type, isNullable, nativeType: first.nativeType };
  const shape = shapeOf(node);
  if (node.repetition === repetition.repeated) {
    const nativeType = `repeated ${shape.kind === 'leaf' ? first.nativeType : shape.kind}`;
    return { name, type: shape.kind === 'leaf' ? listOf(first.type) : types.json, isNullable, nativeType };
  }
  const isPlainList = shape.kind === 'list' && shape.item.children.length === 0;
  const nativeType = isPlainList ? `list<${first.nativeType}>` : shape.kind;
  return { name, type: isPlainList ? listOf(first.type) : types.json, isNullable, nativeType };
}

/** Items must be told from texts: bytes in base64 are not, and JSON may be anything. */
function listOf(item: Type): Type {
  return item.kind === 'binary' || item.kind === 'json' ? types.json : types.list(item);
}

function isFlat(node: SchemaNode): boolean {
  return node.children.length === 0 && node.repetition !== repetition.repeated;
}

/** @param source what is read of each leaf, by its index in the schema. */
export function fieldReader(field: FileField, source: (leaf: number) => LeafSource, maxRows: number): FieldReader {
  const { node, types } = field;
  if (isFlat(node)) {
    return new FlatField(new LeafReader(source(node.firstLeaf)), node.repetition === repetition.optional, maxRows);
  }
  const leaves = types.map((type, index) => {
    const leaf = source(node.firstLeaf + index);
    return new LeafEntries(new LeafReader(leaf), leaf.leaf.node, type);
  });
  return new NestedField(node, leaves, types);
}
