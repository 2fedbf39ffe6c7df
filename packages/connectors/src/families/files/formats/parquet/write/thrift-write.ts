/** Writes Thrift structures in the compact protocol, from their declarations. */
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
  #bytes = Buffer.alloc(256);
  #at = 0;

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  value(shape: ThriftShape, value: unknown): void {
    if (typeof shape === 'object') {
      if (value instanceof Written) this.#put(value.bytes);
      else if ('list' in shape) this.#list(shape.list, value as readonly unknown[]);
      else this.#struct(shape, value as Readonly<Record<string, unknown>>);
      return;
    }
    switch (shape) {
      case 'bool':
        return this.#byte(value === true ? compactTypes.true : compactTypes.false);
      case 'i8':
        return this.#byte((value as number) & 255);
      case 'string':
        return this.#binary(Buffer.from(value as string, 'utf8'));
      case 'binary':
        return this.#binary(value as Uint8Array);
      case 'double':
        this.#reserve(8);
        this.#at = this.#bytes.writeDoubleLE(value as number, this.#at);
        return;
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
      if (step > 0 && step <= 15) this.#byte((step << 4) | type);
      else {
        this.#byte(type);
        this.#zigzag(field.id);
      }
      lastId = field.id;
      if (field.shape !== 'bool') this.value(field.shape, content);
    }
    this.#byte(compactTypes.stop);
  }

  #list(item: ThriftShape, values: readonly unknown[]): void {
    if (values.length < 15) this.#byte((values.length << 4) | typeOf(item));
    else {
      this.#byte(0xf0 | typeOf(item));
      this.#varint(values.length);
    }
    for (const value of values) this.value(item, value);
  }

  #binary(bytes: Uint8Array): void {
    this.#varint(bytes.length);
    this.#put(bytes);
  }

  #put(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** Exact below 2^52. */
  #zigzag(value: number): void {
    this.#varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  #varint(value: number): void {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.#byte((left % 128) | 128);
    this.#byte(left);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#at + size, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
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
