/** How groups and repeated nodes of a schema are meant: structs, lists, maps. */
import { converted, repetition } from '../metadata.ts';
import type { SchemaNode } from './schema-tree.ts';

export type NestedShape =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'struct' }
  /** `item` is repeated itself, or the only child of what is. */
  | { readonly kind: 'list'; readonly repeated: SchemaNode; readonly item: SchemaNode }
  | { readonly kind: 'map'; readonly repeated: SchemaNode; readonly key: SchemaNode; readonly value: SchemaNode };

/** What a node holds, its own repetition left aside. */
export function shapeOf(node: SchemaNode): NestedShape {
  const [repeated, second] = node.children;
  if (repeated === undefined) return { kind: 'leaf' };
  const { logicalType, convertedType } = node.element;
  if (second !== undefined || repeated.repetition !== repetition.repeated) return { kind: 'struct' };
  if (logicalType?.list !== undefined || convertedType === converted.list) {
    return { kind: 'list', repeated, item: itemOf(node, repeated) };
  }
  const isMap =
    logicalType?.map !== undefined || convertedType === converted.map || convertedType === converted.mapKeyValue;
  const [key, value, third] = repeated.children;
  if (!isMap || key === undefined || third !== undefined) return { kind: 'struct' };
  // Keys of several parts cannot be names of an object.
  if (value === undefined || key.children.length > 0 || key.repetition === repetition.repeated) {
    return { kind: 'list', repeated, item: repeated };
  }
  return { kind: 'map', repeated, key, value };
}

/** The rules of the format for lists written before there was one way to write them. */
function itemOf(list: SchemaNode, repeated: SchemaNode): SchemaNode {
  const [child, second] = repeated.children;
  if (child === undefined || second !== undefined) return repeated;
  if (child.repetition === repetition.repeated) return repeated;
  return repeated.name === 'array' || repeated.name === `${list.name}_tuple` ? repeated : child;
}
