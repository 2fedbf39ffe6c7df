/** A column of the file that is a group or repeated, put together from its leaves as JSON text. */
import type { Column } from '@sluice/core';
import { SluiceError } from '@sluice/core';
import type { FieldReader } from './flat-field.ts';
import { type CellWriter, JsonText, cellWriter, keyWriter } from './json-text.ts';
import type { LeafEntries } from './leaf-entries.ts';
import type { LeafType } from './leaf-type.ts';
import { repetition } from '../metadata.ts';
import { shapeOf } from './nested-shape.ts';
import type { CellProblem } from './cell-problem.ts';
import type { SchemaNode } from './schema-tree.ts';

/** Rows put together at once. */
const pieceRows = 256;

type NodeWriter = () => void;

export class NestedField implements FieldReader {
  readonly #node: SchemaNode;
  /** By index of the leaf in the schema, from the first of this field on. */
  readonly #leaves: readonly LeafEntries[];
  readonly #types: readonly LeafType[];
  readonly #out = new JsonText();
  readonly #write: NodeWriter;
  readonly #isNullable: boolean;
  #problem: Omit<CellProblem, 'row'> | undefined;
  problems: CellProblem[] = [];

  constructor(node: SchemaNode, leaves: readonly LeafEntries[], types: readonly LeafType[]) {
    this.#node = node;
    this.#leaves = leaves;
    this.#types = types;
    this.#isNullable = node.repetition === repetition.optional;
    this.#write = node.repetition === repetition.repeated ? this.#items(node, node) : this.#content(node);
  }

  async fill(column: Column, have: number, rows: number, maxBytes: number): Promise<number> {
    let row = have;
    while (row < rows) {
      const wanted = Math.min(rows - row, pieceRows);
      let whole = wanted;
      for (const leaf of this.#leaves) {
        await leaf.load(wanted, maxBytes);
        whole = Math.min(whole, leaf.wholeRows);
      }
      for (const end = row + whole; row < end; row++) {
        if (row > 0 && (column.offsets[row] as number) >= maxBytes) return row;
        this.#writeRow(column, row);
      }
    }
    return row;
  }

  #writeRow(column: Column, row: number): void {
    const [first] = this.#leaves as readonly [LeafEntries];
    try {
      this.#out.start(column, row);
      if (this.#isNullable && first.definition < this.#node.definition) {
        this.#skip(this.#node);
        column.setNull(row);
      } else this.#write();
      this.#out.end(row);
      for (const leaf of this.#leaves) leaf.endRow();
    } catch (error) {
      throw error instanceof SluiceError ? error : first.damaged(error);
    }
    if (this.#problem === undefined) return;
    const { code, found, value } = this.#problem;
    this.problems.push({ row, code, found, value: { found, value } });
    this.#problem = undefined;
  }

  #leaf(index: number): LeafEntries {
    return this.#leaves[index - this.#node.firstLeaf] as LeafEntries;
  }

  /** A node that is not repeated: null or its content. */
  #field(node: SchemaNode): NodeWriter {
    const content = this.#content(node);
    if (node.repetition === repetition.required) return content;
    const first = this.#leaf(node.firstLeaf);
    return () => {
      if (first.definition >= node.definition) return content();
      this.#skip(node);
      this.#out.copy(nullWord, 0, nullWord.length);
    };
  }

  #content(node: SchemaNode): NodeWriter {
    const shape = shapeOf(node);
    switch (shape.kind) {
      case 'leaf':
        return this.#cell(node, cellWriter);
      case 'list':
        return this.#items(shape.repeated, shape.item);
      case 'map':
        return this.#map(shape.repeated, shape.key, shape.value);
      case 'struct':
        return this.#struct(node.children);
    }
  }

  #cell(node: SchemaNode, writerFor: (type: LeafType['type']) => CellWriter): NodeWriter {
    const leaf = this.#leaf(node.firstLeaf);
    const write = writerFor((this.#types[node.firstLeaf - this.#node.firstLeaf] as LeafType).type);
    return () => {
      if (!leaf.isDefined) throw leaf.damaged('the columns of a row do not fit together');
      this.#problem ??= leaf.problem;
      write(leaf.cells, leaf.cell, this.#out);
      leaf.take();
    };
  }

  #struct(children: readonly SchemaNode[]): NodeWriter {
    const parts = children.map((child, index) => {
      const head = Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(child.name)}:`);
      const write = child.repetition === repetition.repeated ? this.#items(child, child) : this.#field(child);
      return { head, write };
    });
    return () => {
      for (const { head, write } of parts) {
        this.#out.copy(head, 0, head.length);
        write();
      }
      this.#out.mark(codes.closeObject);
    };
  }

  /** A list of what is repeated, or of its only child. */
  #items(repeated: SchemaNode, item: SchemaNode): NodeWriter {
    const write = item === repeated ? this.#content(item) : this.#field(item);
    return this.#repeat(repeated, codes.openList, codes.closeList, write);
  }

  #map(repeated: SchemaNode, key: SchemaNode, value: SchemaNode): NodeWriter {
    const leaf = this.#leaf(key.firstLeaf);
    const writeKey = this.#cell(key, keyWriter);
    const writeValue = value.repetition === repetition.repeated ? this.#items(value, value) : this.#field(value);
    return this.#repeat(repeated, codes.openObject, codes.closeObject, () => {
      if (leaf.isDefined) writeKey();
      else {
        this.#problem ??= { code: 'MALFORMED', found: 'a map with a key that is null', value: null };
        leaf.take();
      }
      this.#out.mark(codes.colon);
      writeValue();
    });
  }

  #repeat(repeated: SchemaNode, open: number, close: number, write: NodeWriter): NodeWriter {
    const first = this.#leaf(repeated.firstLeaf);
    return () => {
      this.#out.mark(open);
      if (first.definition < repeated.definition) this.#skip(repeated);
      else {
        write();
        while (first.isRepeated(repeated.depth)) {
          this.#out.mark(codes.comma);
          write();
        }
      }
      this.#out.mark(close);
    };
  }

  /** Passes over the entry that says that a node is null or empty, in all leaves below. */
  #skip(node: SchemaNode): void {
    for (let index = node.firstLeaf; index < node.endLeaf; index++) {
      const leaf = this.#leaf(index);
      if (leaf.definition >= node.definition) throw leaf.damaged('the columns of a row do not fit together');
      leaf.take();
    }
  }
}

const nullWord = Buffer.from('null');
const codes = { openList: 91, closeList: 93, openObject: 123, closeObject: 125, comma: 44, colon: 58 } as const;
