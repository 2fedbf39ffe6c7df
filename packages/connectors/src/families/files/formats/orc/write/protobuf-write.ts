/** Writes protobuf messages by their declarations. */
import type { FieldShape, MessageShape, ProtobufInput, ProtobufScalar, ProtobufShape } from '../protobuf.ts';
import { wireTypeOf, wireTypes } from '../protobuf.ts';

export function writeMessage<const S extends MessageShape>(shape: S, value: ProtobufInput<S>): Uint8Array {
  const writer = new ProtobufWriter();
  writer.message(shape, value as Readonly<Record<string, unknown>>);
  return writer.taken();
}

class ProtobufWriter {
  #bytes = Buffer.alloc(256);
  #at = 0;

  taken(): Uint8Array {
    return this.#bytes.subarray(0, this.#at);
  }

  message(shape: MessageShape, value: Readonly<Record<string, unknown>>): void {
    for (const [name, field] of Object.entries(shape.fields)) {
      const content = value[name];
      if (content === undefined) continue;
      if (field.isRepeated) this.#list(field, content as readonly unknown[]);
      else this.#field(field.number, field.shape, content);
    }
  }

  #list({ number, shape }: FieldShape, items: readonly unknown[]): void {
    if (wireTypeOf(shape) === wireTypes.bytes) {
      for (const item of items) this.#field(number, shape, item);
      return;
    }
    if (items.length === 0) return;
    const packed = new ProtobufWriter();
    for (const item of items) packed.#scalar(shape as ProtobufScalar, item);
    this.#varint(number * 8 + wireTypes.bytes);
    this.#lengthAndBytes(packed.taken());
  }

  #field(number: number, shape: ProtobufShape, value: unknown): void {
    this.#varint(number * 8 + wireTypeOf(shape));
    if (typeof shape === 'object') this.#lengthAndBytes(writeMessage(shape, value as object));
    else this.#scalar(shape, value);
  }

  #scalar(shape: ProtobufScalar, value: unknown): void {
    switch (shape) {
      case 'bool':
        return this.#varint(value === true ? 1 : 0);
      case 'uint':
        return this.#varint(value as number);
      case 'sint':
        return this.#varint((value as number) < 0 ? -(value as number) * 2 - 1 : (value as number) * 2);
      case 'sint64':
        return this.#longVarint(BigInt.asUintN(64, ((value as bigint) << 1n) ^ ((value as bigint) >> 63n)));
      case 'double':
        this.#reserve(8);
        this.#at = this.#bytes.writeDoubleLE(value as number, this.#at);
        return;
      case 'string':
        return this.#lengthAndBytes(Buffer.from(value as string, 'utf8'));
      case 'bytes':
        return this.#lengthAndBytes(value as Uint8Array);
    }
  }

  #lengthAndBytes(bytes: Uint8Array): void {
    this.#varint(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #varint(value: number): void {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.#byte((left % 128) | 128);
    this.#byte(left);
  }

  #longVarint(value: bigint): void {
    let left = value;
    for (; left >= 128n; left >>= 7n) this.#byte(Number(left & 127n) | 128);
    this.#byte(Number(left));
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
