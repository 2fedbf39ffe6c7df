/** Values that no column holds as they are: passed over, or as JSON text. */
import { Column } from '@sluice/core';
import { printCell } from '../cell-json.ts';
import { typeOf } from './column-types.ts';
import { Damage } from '../damage.ts';
import { badText, type Cursor, truncated } from './cursor.ts';
import { appendText, type ReadCell, scalarReader } from './scalars.ts';
import type { AvroField, AvroNode } from './schema.ts';

export type Skip = (cursor: Cursor) => void;
/** JSON text of the value at the cursor. Sets `problem` when a part of it has no place in JSON. */
type Print = (cursor: Cursor, depth: number) => string;

/** Deeper values of types that contain themselves are refused. */
const maxDepth = 500;
/** A nested value, or a whole record among the dirty ones, has at most this much text. */
const maxJsonLength = 64 * 1024 * 1024;

/** Records, arrays and maps in reading become a JSON column: objects, arrays and scalars as `jsonPrinter` says. */
export function jsonReader(node: AvroNode): ReadCell {
  const print = jsonPrinter(node);
  const nullIndex = node.kind === 'union' ? node.branches.findIndex((branch) => branch.kind === 'null') : -1;
  return (cursor, column, row) => {
    if (nullIndex >= 0 && cursor.bytes[cursor.at] === nullIndex * 2) {
      cursor.at++;
      column.setNull(row);
      column.offsets[row + 1] = column.offsets[row] as number;
      return 0;
    }
    cursor.problem = 0;
    appendText(print(cursor, 0), column, row);
    return cursor.problem;
  };
}

/**
 * Numbers keep all their digits; NaN and infinities are strings; binary is base64; dates and times are ISO text; the
 * value of a union stands without the name of its branch.
 */
export function jsonPrinter(node: AvroNode): Print {
  return new Printers().of(node);
}

class Printers {
  /** Of records, which may contain themselves. */
  readonly #known = new Map<AvroNode, Print>();

  of(node: AvroNode): Print {
    switch (node.kind) {
      case 'record':
        return this.#record(node);
      case 'array':
        return this.#array(this.of(node.item), leastBytes(node.item));
      case 'map':
        return this.#map(this.of(node.item), leastBytes(node.item) + 1);
      case 'union': {
        const branches = node.branches.map((branch) => this.of(branch));
        return (cursor, depth) =>
          (branches[cursor.readIndex(branches.length, 'a branch of a union')] as Print)(cursor, depth);
      }
      case 'null':
        return () => 'null';
      default:
        return scalarPrinter(node);
    }
  }

  #record(node: Extract<AvroNode, { kind: 'record' }>): Print {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const fields: { readonly key: string; readonly print: Print }[] = [];
    const print: Print = (cursor, depth) => {
      if (depth > maxDepth) throw new Damage(`a value is nested deeper than ${maxDepth} levels`);
      let text = '';
      for (const field of fields) text += `${field.key}${field.print(cursor, depth + 1)}`;
      return `{${checked(text)}}`;
    };
    this.#known.set(node, print);
    for (const [index, { name, node: inner }] of node.fields.entries())
      fields.push({ key: `${index === 0 ? '' : ','}${JSON.stringify(name)}:`, print: this.of(inner) });
    return print;
  }

  #array(item: Print, itemBytes: number): Print {
    return (cursor, depth) => {
      let text = '';
      for (let left = cursor.readRun(itemBytes); left > 0; left = cursor.readRun(itemBytes))
        for (; left > 0; left--) text = checked(`${text}${text === '' ? '' : ','}${item(cursor, depth + 1)}`);
      return `[${text}]`;
    };
  }

  #map(item: Print, itemBytes: number): Print {
    return (cursor, depth) => {
      let text = '';
      for (let left = cursor.readRun(itemBytes); left > 0; left = cursor.readRun(itemBytes))
        for (; left > 0; left--) {
          const key = printString(cursor);
          text = checked(`${text}${text === '' ? '' : ','}${key}:${item(cursor, depth + 1)}`);
        }
      return `{${text}}`;
    };
  }
}

function checked(text: string): string {
  if (text.length > maxJsonLength) throw new Damage(`a nested value has more than ${maxJsonLength} bytes as JSON`);
  return text;
}

function scalarPrinter(node: AvroNode): Print {
  if (node.kind === 'string') return printString;
  const read = scalarReader(node);
  const column = new Column(typeOf(node), 1);
  return (cursor) => {
    const status = read(cursor, column, 0);
    if (status !== 0) {
      cursor.problem = status;
      return '"not valid here"';
    }
    return printCell(column, 0);
  };
}

function printString(cursor: Cursor): string {
  const size = cursor.readLength();
  const start = cursor.take(size);
  const text = cursor.bytes.toString('utf8', start, start + size);
  // A replacement character is there for broken bytes, or was there before.
  if (text.includes('\ufffd') && !Buffer.from(text, 'utf8').equals(cursor.bytes.subarray(start, start + size)))
    cursor.problem = badText;
  return JSON.stringify(text);
}

/** Passes over values of a type. */
export function skipperOf(node: AvroNode): Skip {
  return new Skippers().of(node);
}

class Skippers {
  readonly #known = new Map<AvroNode, Skip>();

  of(node: AvroNode): Skip {
    switch (node.kind) {
      case 'null':
        return () => undefined;
      case 'boolean':
        return skipBytes(1);
      case 'float':
        return skipBytes(4);
      case 'double':
        return skipBytes(8);
      case 'fixed':
        return skipBytes(node.size);
      case 'int':
      case 'long':
      case 'enum':
        return (cursor) => cursor.readLong();
      case 'string':
      case 'bytes':
        return (cursor) => void cursor.take(cursor.readLength());
      case 'union': {
        const branches = node.branches.map((branch) => this.of(branch));
        return (cursor) => (branches[cursor.readIndex(branches.length, 'a branch of a union')] as Skip)(cursor);
      }
      case 'record':
        return this.#record(node);
      case 'array':
      case 'map':
        return skipItems(this.of(node.item), node.kind === 'map', leastBytes(node.item));
    }
  }

  #record(node: Extract<AvroNode, { kind: 'record' }>): Skip {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const fields: Skip[] = [];
    let depth = 0;
    const skip: Skip = (cursor) => {
      if (++depth > maxDepth) throw new Damage(`a value is nested deeper than ${maxDepth} levels`);
      for (const field of fields) field(cursor);
      depth--;
    };
    this.#known.set(node, skip);
    for (const field of node.fields) fields.push(this.of(field.node));
    return skip;
  }
}

function skipBytes(size: number): Skip {
  return (cursor) => void cursor.take(size);
}

/** Runs that tell their size are passed over as a whole. */
function skipItems(item: Skip, isMap: boolean, itemBytes: number): Skip {
  return (cursor) => {
    for (;;) {
      const count = cursor.readSafe();
      if (count === 0) return;
      if (count < 0) {
        cursor.take(cursor.readLength());
        continue;
      }
      const least = itemBytes + Number(isMap);
      if (least > 0 && count > (cursor.end - cursor.at) / least) throw truncated();
      if (least === 0) continue;
      for (let left = count; left > 0; left--) {
        if (isMap) cursor.take(cursor.readLength());
        item(cursor);
      }
    }
  };
}

/** Bytes that every value of a type has at least: 0 or 1 is enough to know. */
function leastBytes(node: AvroNode): 0 | 1 {
  const inside = new Set<AvroNode>();
  const least = (each: AvroNode): 0 | 1 => {
    if (each.kind === 'null') return 0;
    if (each.kind === 'fixed') return each.size === 0 ? 0 : 1;
    if (each.kind !== 'record' || inside.has(each)) return each.kind === 'record' ? 0 : 1;
    inside.add(each);
    return each.fields.some((field: AvroField) => least(field.node) === 1) ? 1 : 0;
  };
  return least(node);
}

/** True for nodes that become JSON text. */
export function isNested(node: AvroNode): boolean {
  return node.kind === 'record' || node.kind === 'array' || node.kind === 'map' || node.kind === 'union';
}
