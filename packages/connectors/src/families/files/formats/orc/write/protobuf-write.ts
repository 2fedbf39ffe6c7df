/** Writes protobuf messages by their declarations. */
import { GrowingBytes } from '../../growing-bytes.ts';
import type { FieldShape, MessageShape, ProtobufInput, ProtobufScalar, ProtobufShape } from '../protobuf.ts';
import { wireTypeOf, wireTypes } from '../protobuf.ts';

export function writeMessage<const S extends MessageShape>(shape: S, value: ProtobufInput<S>): Uint8Array {
  const writer = new ProtobufWriter();
  writer.message(shape, value as Readonly<Record<string, unknown>>);
  return writer.taken();
}

class ProtobufWriter {
  readonly #output = new GrowingBytes();

  taken(): Uint8Array {
    return this.#output.taken();
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
    this.#output.varint(number * 8 + wireTypes.bytes);
    this.#output.lengthAndBytes(packed.taken());
  }

  #field(number: number, shape: ProtobufShape, value: unknown): void {
    this.#output.varint(number * 8 + wireTypeOf(shape));
    if (typeof shape === 'object') this.#output.lengthAndBytes(writeMessage(shape, value as object));
    else this.#scalar(shape, value);
  }

  #scalar(shape: ProtobufScalar, value: unknown): void {
    switch (shape) {
      case 'bool':
        return this.#output.varint(value === true ? 1 : 0);
      case 'uint':
        return this.#output.varint(value as number);
      case 'sint':
        return this.#output.varint((value as number) < 0 ? -(value as number) * 2 - 1 : (value as number) * 2);
      case 'sint64':
        return this.#longVarint(BigInt.asUintN(64, ((value as bigint) << 1n) ^ ((value as bigint) >> 63n)));
      case 'double':
        return this.#output.double(value as number);
      case 'string':
        return this.#output.lengthAndBytes(Buffer.from(value as string, 'utf8'));
      case 'bytes':
        return this.#output.lengthAndBytes(value as Uint8Array);
    }
  }

  #longVarint(value: bigint): void {
    let left = value;
    for (; left >= 128n; left >>= 7n) this.#output.byte(Number(left & 127n) | 128);
    this.#output.byte(Number(left));
  }
}
