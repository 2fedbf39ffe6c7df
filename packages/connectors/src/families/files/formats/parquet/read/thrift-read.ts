/** Reads structures of the Thrift compact protocol by their declarations. Throws `Damage`. */
import { Damage } from '../../damage.ts';
import { type StructShape, type ThriftShape, type ThriftValue, compactTypes } from '../thrift.ts';

export interface ThriftResult<Value> {
  readonly value: Value;
  /** Position after the structure. */
  readonly end: number;
}

/** The structure that begins at `start`. Fields that are not declared are passed over. */
export function readThrift<const S extends StructShape>(
  shape: S,
  bytes: Uint8Array,
  start = 0,
): ThriftResult<ThriftValue<S>> {
  const cursor = new ThriftCursor(bytes, start);
  const value = readStruct(cursor, planFor(shape), 0) as ThriftValue<S>;
  return { value, end: cursor.at };
}

/** No structure of Parquet is nested nearly as deep. */
const maxDepth = 64;

interface FieldPlan {
  readonly name: string;
  readonly shape: ThriftShape;
}

interface StructPlan {
  readonly byId: readonly (FieldPlan | undefined)[];
  /** All fields undefined, so that all objects have one layout. */
  readonly empty: Readonly<Record<string, undefined>>;
  readonly required: readonly string[];
}

const plans = new WeakMap<StructShape, StructPlan>();

function planFor(shape: StructShape): StructPlan {
  const known = plans.get(shape);
  if (known !== undefined) return known;
  const byId: (FieldPlan | undefined)[] = [];
  const fields = Object.entries(shape.fields);
  for (const [name, field] of fields) byId[field.id] = { name, shape: field.shape };
  const plan: StructPlan = {
    byId,
    empty: Object.fromEntries(fields.map(([name]) => [name, undefined])),
    required: fields.filter(([, field]) => field.isRequired).map(([name]) => name),
  };
  plans.set(shape, plan);
  return plan;
}

function readStruct(cursor: ThriftCursor, plan: StructPlan, depth: number): Record<string, unknown> {
  const value: Record<string, unknown> = { ...plan.empty };
  for (let id = 0; ;) {
    const head = cursor.byte();
    const code = head & 15;
    if (code === compactTypes.stop) break;
    id = head >> 4 === 0 ? cursor.zigzag() : id + (head >> 4);
    const field = plan.byId[id];
    if (field === undefined) skip(cursor, code, depth + 1);
    else value[field.name] = readValue(cursor, field.shape, code, depth + 1);
  }
  for (const name of plan.required) {
    if (value[name] === undefined) throw new Damage(`the field ${name} of a header or footer is missing`);
  }
  return value;
}

function readValue(cursor: ThriftCursor, shape: ThriftShape, code: number, depth: number): unknown {
  if (shape === 'bool') {
    if (code !== compactTypes.true && code !== compactTypes.false) throw mistyped();
    return code === compactTypes.true;
  }
  if (code !== codeOf(shape)) throw mistyped();
  if (typeof shape === 'object') {
    if (depth > maxDepth) throw new Damage('a header or footer is nested too deep');
    return 'list' in shape ? readList(cursor, shape.list, depth) : readStruct(cursor, planFor(shape), depth);
  }
  switch (shape) {
    case 'i8':
      return (cursor.byte() << 24) >> 24;
    case 'double':
      return cursor.double();
    case 'binary':
      return cursor.take(cursor.size()).slice();
    case 'string':
      return text(cursor.take(cursor.size()));
    default:
      return cursor.zigzag();
  }
}

function codeOf(shape: Exclude<ThriftShape, 'bool'>): number {
  if (typeof shape === 'object') return 'list' in shape ? compactTypes.list : compactTypes.struct;
  return compactTypes[shape === 'string' ? 'binary' : shape];
}

function readList(cursor: ThriftCursor, item: ThriftShape, depth: number): readonly unknown[] {
  const { size, code } = cursor.listHead();
  const items: unknown[] = [];
  for (let index = 0; index < size; index++) {
    // In a list a boolean is a byte of its own.
    if (item === 'bool') items.push(cursor.byte() === compactTypes.true);
    else items.push(readValue(cursor, item, code, depth + 1));
  }
  return items;
}

function skip(cursor: ThriftCursor, code: number, depth: number): void {
  if (depth > maxDepth) throw new Damage('a header or footer is nested too deep');
  switch (code) {
    case compactTypes.true:
    case compactTypes.false:
      return;
    case compactTypes.i8:
      return void cursor.byte();
    case compactTypes.i16:
    case compactTypes.i32:
    case compactTypes.i64:
      return void cursor.skipVarint();
    case compactTypes.double:
      return void cursor.take(8);
    case compactTypes.binary:
      return void cursor.take(cursor.size());
    case compactTypes.uuid:
      return void cursor.take(16);
    case compactTypes.list:
    case compactTypes.set: {
      const head = cursor.listHead();
      for (let index = 0; index < head.size; index++) skipItem(cursor, head.code, depth + 1);
      return;
    }
    case compactTypes.map:
      return skipMap(cursor, depth);
    case compactTypes.struct:
      return skipStruct(cursor, depth);
    default:
      throw mistyped();
  }
}

function skipItem(cursor: ThriftCursor, code: number, depth: number): void {
  if (code === compactTypes.true || code === compactTypes.false) cursor.byte();
  else skip(cursor, code, depth);
}

function skipMap(cursor: ThriftCursor, depth: number): void {
  const size = cursor.size();
  if (size === 0) return;
  const codes = cursor.byte();
  for (let index = 0; index < size; index++) {
    skipItem(cursor, codes >> 4, depth + 1);
    skipItem(cursor, codes & 15, depth + 1);
  }
}

function skipStruct(cursor: ThriftCursor, depth: number): void {
  for (;;) {
    const head = cursor.byte();
    if ((head & 15) === compactTypes.stop) return;
    if (head >> 4 === 0) cursor.skipVarint();
    skip(cursor, head & 15, depth + 1);
  }
}

function mistyped(): Damage {
  return new Damage('a header or footer holds a value of another type than Parquet says');
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function text(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new Damage('a name in a header or footer is not UTF-8', { cause: error });
  }
}

class ThriftCursor {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw short();
    this.at++;
    return byte;
  }

  take(length: number): Uint8Array {
    const start = this.at;
    if (start + length > this.#bytes.length) throw short();
    this.at += length;
    return this.#bytes.subarray(start, this.at);
  }

  /** Unsigned, below 2^53. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 63; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new Damage('a number in a header or footer is too large');
  }

  skipVarint(): void {
    for (let count = 0; count < 10; count++) if (this.byte() < 128) return;
    throw new Damage('a number in a header or footer is too large');
  }

  zigzag(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Of bytes, lists and maps: no item takes less than a byte. */
  size(): number {
    const size = this.varint();
    if (size > this.#bytes.length - this.at) throw short();
    return size;
  }

  listHead(): { readonly size: number; readonly code: number } {
    const head = this.byte();
    const size = head >> 4 === 15 ? this.size() : head >> 4;
    return { size, code: head & 15 };
  }

  double(): number {
    const at = this.at;
    this.take(8);
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset).getFloat64(at, true);
  }
}

function short(): Damage {
  return new Damage('a header or footer ends too early', { isShort: true });
}
