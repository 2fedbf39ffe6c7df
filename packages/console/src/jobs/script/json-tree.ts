/** Places in a JSON text that may be half typed: which path lies at a position, and where a path lies. */
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState, Text } from '@codemirror/state';
import type { Path } from './json-schema.ts';

type Tree = ReturnType<typeof syntaxTree>;

/** The node of the parser, as far as it is needed here. */
export interface Node {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly parent: Node | null;
  readonly firstChild: Node | null;
  readonly nextSibling: Node | null;
}

export interface PlaceInText {
  /** Of the property or item that the position lies in; of the object, when a name is typed. */
  readonly path: Path;
  readonly kind: 'name' | 'value';
  /** The token at the position, absent between tokens. */
  readonly token?: { readonly from: number; readonly to: number };
}

const values = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

const parsingMs = 200;

/** Of the whole text, unless it is so long that parsing it would be felt. */
export function treeOf(state: EditorState): Tree {
  return ensureSyntaxTree(state, state.doc.length, parsingMs) ?? syntaxTree(state);
}

export function placeAt(state: EditorState, position: number): PlaceInText {
  const node = treeOf(state).resolveInner(position, -1) as Node;
  if (node.name === 'PropertyName')
    return { path: pathOf(state.doc, containerOf(node)), kind: 'name', token: { from: node.from, to: node.to } };
  if (values.has(node.name) && node.name !== 'Object' && node.name !== 'Array') return placeOfValue(state, node);
  const container = nearestContainer(node);
  if (container === null) return { path: [], kind: 'value' };
  if (container.name === 'Array')
    return { path: [...pathOf(state.doc, container), itemsBefore(container, position)], kind: 'value' };
  const property = propertyBefore(container, position);
  const path = pathOf(state.doc, container);
  if (property !== undefined && isAfterColon(state.doc, property, position))
    return { path: [...path, nameOf(state.doc, property)], kind: 'value' };
  return { path, kind: 'name' };
}

/** A text in an object that has no colon yet is read as the name that it will be. */
function placeOfValue(state: EditorState, node: Node): PlaceInText {
  const token = { from: node.from, to: node.to };
  const parent = node.parent;
  if (parent?.name === 'Object' || (parent?.name === '⚠' && parent.parent?.name === 'Object'))
    return {
      path: pathOf(state.doc, parent.name === 'Object' ? parent : (parent.parent as Node)),
      kind: 'name',
      token,
    };
  return { path: pathOf(state.doc, node), kind: 'value', token };
}

function nearestContainer(node: Node): Node | null {
  let here: Node | null = node;
  while (here !== null && here.name !== 'Object' && here.name !== 'Array') here = here.parent;
  return here;
}

function containerOf(name: Node): Node {
  return name.parent?.parent ?? name;
}

function propertyBefore(object: Node, position: number): Node | undefined {
  return childrenOf(object)
    .filter((child) => child.name === 'Property' && child.from < position)
    .at(-1);
}

/** `"name": |` but not `"name": 1, |`. */
function isAfterColon(doc: Text, property: Node, position: number): boolean {
  const name = property.firstChild;
  if (name === null) return false;
  const between = doc.sliceString(name.to, position);
  const hasValue = childrenOf(property).some((child) => values.has(child.name) && child.to <= position);
  return between.includes(':') && !(hasValue && doc.sliceString(property.to, position).includes(','));
}

function itemsBefore(array: Node, position: number): number {
  return childrenOf(array).filter((child) => values.has(child.name) && child.to < position).length;
}

/** Path of a value or container. */
export function pathOf(doc: Text, node: Node): Path {
  const path: (string | number)[] = [];
  for (let here: Node | null = node; here !== null; here = here.parent) {
    const { parent } = here;
    if (parent?.name === 'Property') path.unshift(nameOf(doc, parent));
    if (parent?.name === 'Array') path.unshift(itemsBefore(parent, here.from + 1));
  }
  return path;
}

export function nameOf(doc: Text, property: Node): string {
  const name = property.firstChild;
  return name === null ? '' : textOf(doc.sliceString(name.from, name.to));
}

/** The value as far as it is typed; broken parts are left away. */
export function valueOf(doc: Text, node: Node): unknown {
  const text = doc.sliceString(node.from, node.to);
  switch (node.name) {
    case 'JsonText':
      return valueOfFirst(doc, node);
    case 'Object': {
      const properties = childrenOf(node).filter((child) => child.name === 'Property');
      return Object.fromEntries(properties.map((child) => [nameOf(doc, child), valueOfFirst(doc, child)]));
    }
    case 'Array':
      return childrenOf(node)
        .filter((child) => values.has(child.name))
        .map((child) => valueOf(doc, child));
    case 'String':
      return textOf(text);
    case 'Number':
      return Number(text);
    case 'Null':
      return null;
    default:
      return node.name === 'True' ? true : node.name === 'False' ? false : undefined;
  }
}

function valueOfFirst(doc: Text, node: Node): unknown {
  const found = childrenOf(node).find((child) => values.has(child.name));
  return found === undefined ? undefined : valueOf(doc, found);
}

/** Where a value lies; the nearest place above it when it is not there. */
export function rangeOf(state: EditorState, path: Path): { readonly from: number; readonly to: number } {
  const root = treeOf(state).topNode as Node;
  let here = childrenOf(root).find((child) => values.has(child.name)) ?? root;
  let range = { from: here.from, to: Math.min(here.from + 1, here.to) };
  for (const key of path) {
    const next = step(state.doc, here, key);
    if (next === undefined) return range;
    range = { from: next.range.from, to: next.range.to };
    here = next.value;
  }
  return range;
}

function step(doc: Text, node: Node, key: string | number): { readonly value: Node; readonly range: Node } | undefined {
  const children = childrenOf(node);
  if (typeof key === 'number') {
    const item = children.filter((child) => values.has(child.name))[key];
    return item && { value: item, range: item };
  }
  const property = children.find((child) => child.name === 'Property' && nameOf(doc, child) === key);
  const value = property && childrenOf(property).find((child) => values.has(child.name));
  return property && { value: value ?? property, range: property.firstChild ?? property };
}

export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function textOf(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal.replaceAll(/^"|"$/g, '');
  }
}
