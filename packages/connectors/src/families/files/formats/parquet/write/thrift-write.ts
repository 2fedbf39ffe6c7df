/** Writes Thrift structures in the compact protocol, from their declarations. */
import { GrowingBytes } from '../../growing-bytes.ts';
import { type ThriftShape, type ThriftValue, type StructShape, compactTypes } from '../thrift.ts';

/** The bytes of a structure. */
export function thriftBytes<const S extends StructShape>(shape: S, value: ThriftValue<S>): Uint8Array {
  const output = new ThriftOutput();
  output.value(shape, value);
  return output.bytes();
}

/** A structure that has been written already, in place of its value in another one. */
export function writtenThrift<Value>(bytes: Uint8Array): Value {
  return new Written(bytes) as Value;
}

class Written {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

class ThriftOutput {
  readonly #output = new GrowingBytes();

  bytes(): Uint8Array {
    return this.#output.taken();
  }

  value(shape: ThriftShape, value: unknown): void {
    if (typeof shape === 'object') {
      if (value instanceof Written) this.#output.put(value.bytes);
      else if ('list' in shape) this.#list(shape.list, value as readonly unknown[]);
      else this.#struct(shape, value as Readonly<Record<string, unknown>>);
      return;
    }
    switch (shape) {
      case 'bool':
        return this.#output.byte(value === true ? compactTypes.true : compactTypes.false);
      case 'i8':
        return this.#output.byte((value as number) & 255);
      case 'string':
        return this.#output.lengthAndBytes(Buffer.from(value as string, 'utf8'));
      case 'binary':
        return this.#output.lengthAndBytes(value as Uint8Array);
      case 'double':
        return this.#output.double(value as number);
      default:
        return this.#zigzag(value as number);
    }
  }

  #struct(shape: StructShape, value: Readonly<Record<string, unknown>>): void {
    let lastId = 0;
    for (const [name, field] of Object.entries(shape.fields)) {
      const content = value[name];
      if (content === undefined) continue;
      // The value of a boolean field lies in its type.
      const type = field.shape === 'bool' && content === false ? compactTypes.false : typeOf(field.shape);
      const step = field.id - lastId;
      if (step > 0 && step <= 15) this.#output.byte((step << 4) | type);
      else {
        this.#output.byte(type);
        this.#zigzag(field.id);
      }
      lastId = field.id;
      if (field.shape !== 'bool') this.value(field.shape, content);
    }
    this.#output.byte(compactTypes.stop);
  }

  #list(item: ThriftShape, values: readonly unknown[]): void {
    if (values.length < 15) this.#output.byte((values.length << 4) | typeOf(item));
    else {
      this.#output.byte(0xf0 | typeOf(item));
      this.#output.varint(values.length);
    }
    for (const value of values) this.value(item, value);
  }

  /** Exact below 2^52. */
  #zigzag(value: number): void {
    this.#output.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }
}

function typeOf(shape: ThriftShape): number {
  if (typeof shape === 'object') return 'list' in shape ? compactTypes.list : compactTypes.struct;
  switch (shape) {
    case 'bool':
      return compactTypes.true;
    case 'string':
    case 'binary':
      return compactTypes.binary;
    default:
      return compactTypes[shape];
  }
}
