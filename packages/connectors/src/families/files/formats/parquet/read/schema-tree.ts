/** The schema of a file as a tree. */
import { Damage } from '../../damage.ts';
import { type SchemaElement, repetition } from '../metadata.ts';

export interface SchemaNode {
  readonly name: string;
  readonly element: SchemaElement;
  readonly repetition: number;
  /** A value with this definition level is not null down to here, a lower one is. */
  readonly definition: number;
  /** Repeated nodes on the way here, this one included. */
  readonly depth: number;
  readonly children: readonly SchemaNode[];
  /** Leaves below, as indexes of column chunks: from the first to before the end. */
  readonly firstLeaf: number;
  readonly endLeaf: number;
}

export interface SchemaTree {
  readonly fields: readonly SchemaNode[];
  readonly leaves: readonly SchemaLeaf[];
}

export interface SchemaLeaf {
  readonly node: SchemaNode;
  /** Names from the top, joined by dots. */
  readonly path: string;
}

/** Deeper nesting is taken for damage. */
const maxNesting = 100;

/** Throws `Damage` when the list is no tree. */
export function schemaTree(elements: readonly SchemaElement[]): SchemaTree {
  const [root] = elements;
  if (root === undefined) throw new Damage('its schema is empty');
  const leaves: SchemaLeaf[] = [];
  let next = 1;
  const children = (count: number, parent: Level): readonly SchemaNode[] =>
    Array.from({ length: checkedCount(count, elements.length - next) }, () => node(parent));
  const fields = children(root.childCount ?? 0, { definition: 0, depth: 0, nesting: 0, path: '' });
  if (next !== elements.length) throw new Damage('its schema has nodes that belong to nothing');
  return { fields, leaves };

  function node(parent: Level): SchemaNode {
    const element = elements[next++];
    if (element === undefined) throw new Damage('its schema ends too early');
    if (parent.nesting > maxNesting) throw new Damage('its schema is nested too deep');
    const kind = element.repetition ?? repetition.required;
    const level: Level = {
      definition: parent.definition + (kind === repetition.required ? 0 : 1),
      depth: parent.depth + (kind === repetition.repeated ? 1 : 0),
      nesting: parent.nesting + 1,
      path: parent.path === '' ? element.name : `${parent.path}.${element.name}`,
    };
    const firstLeaf = leaves.length;
    const shared = { name: element.name, element, repetition: kind, definition: level.definition, depth: level.depth };
    if (element.type !== undefined) {
      const leaf: SchemaNode = { ...shared, children: [], firstLeaf, endLeaf: firstLeaf + 1 };
      leaves.push({ node: leaf, path: level.path });
      return leaf;
    }
    const found = children(element.childCount ?? 0, level);
    if (found.length === 0) throw new Damage(`"${level.path}" of its schema has neither a type nor children`);
    return { ...shared, children: found, firstLeaf, endLeaf: leaves.length };
  }
}

interface Level {
  readonly definition: number;
  readonly depth: number;
  readonly nesting: number;
  readonly path: string;
}

function checkedCount(count: number, left: number): number {
  if (count < 0 || count > left) throw new Damage('its schema ends too early');
  return count;
}
