/** Reads protobuf messages by their declarations. Throws `Damage`. */
import { Damage } from '../../damage.ts';
import { type FieldShape, type MessageShape, type ProtobufShape, type ProtobufValue } from '../protobuf.ts';
import { wireTypeOf, wireTypes } from '../protobuf.ts';

/** The message in `bytes`. Fields that are not declared are passed over. */
export function readMessage<const S extends MessageShape>(shape: S, bytes: Uint8Array): ProtobufValue<S> {
  return new Cursor(bytes).message(shape) as ProtobufValue<S>;
}

type NamedField = FieldShape & { readonly name: string };

const fieldsByNumber = new WeakMap<MessageShape, ReadonlyMap<number, NamedField>>();

function fieldsOf(shape: MessageShape): ReadonlyMap<number, NamedField> {
  const known = fieldsByNumber.get(shape);
  if (known !== undefined) return known;
  const fields = new Map(Object.entries(shape.fields).map(([name, field]) => [field.number, { ...field, name }]));
  fieldsByNumber.set(shape, fields);
  return fields;
}

class Cursor {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  message(shape: MessageShape): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const [name, { isRepeated }] of Object.entries(shape.fields)) value[name] = isRepeated ? [] : undefined;
    const fields = fieldsOf(shape);
    while (this.#at < this.#bytes.length) {
      const tag = this.#varint();
      const wireType = tag % 8;
      const field = fields.get(Math.floor(tag / 8));
      if (field === undefined) this.#skip(wireType);
      else if (field.isRepeated) this.#items(field, wireType, value[field.name] as unknown[]);
      else value[field.name] = this.#value(field.shape, wireType);
    }
    return value;
  }

  #items(field: NamedField, wireType: number, into: unknown[]): void {
    const single = wireTypeOf(field.shape);
    if (wireType === single || wireType !== wireTypes.bytes) {
      into.push(this.#value(field.shape, wireType));
      return;
    }
    const packed = new Cursor(this.#take(this.#varint()));
    while (packed.#at < packed.#bytes.length) into.push(packed.#value(field.shape, single));
  }

  #value(shape: ProtobufShape, wireType: number): unknown {
    if (wireType !== wireTypeOf(shape)) throw new Damage('a field of its footers has another type than expected');
    if (typeof shape === 'object') return new Cursor(this.#take(this.#varint())).message(shape);
    switch (shape) {
      case 'bool':
        return this.#varint() !== 0;
      case 'uint':
        return this.#varint();
      case 'sint': {
        const value = this.#varint();
        return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      }
      case 'sint64': {
        const value = this.#longVarint();
        return (value >> 1n) ^ -(value & 1n);
      }
      case 'double': {
        const bytes = this.#take(8);
        return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
      }
      case 'string':
        return Buffer.from(this.#take(this.#varint())).toString('utf8');
      case 'bytes':
        return Uint8Array.from(this.#take(this.#varint()));
    }
  }

  #skip(wireType: number): void {
    switch (wireType) {
      case wireTypes.varint:
        return void this.#varint();
      case wireTypes.fixed64:
        return void this.#take(8);
      case wireTypes.bytes:
        return void this.#take(this.#varint());
      case wireTypes.fixed32:
        return void this.#take(4);
      default:
        throw new Damage('its footers are not well-formed');
    }
  }

  /** As a double: beyond 2^53 digits are lost, which no size or place reaches. */
  #varint(): number {
    let value = 0;
    for (let factor = 1, count = 0; count < 10; factor *= 128, count++) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
    throw new Damage('its footers are not well-formed');
  }

  #longVarint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
    throw new Damage('its footers are not well-formed');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Damage('its footers are cut off');
    return byte;
  }

  #take(size: number): Uint8Array {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new Damage('its footers are cut off');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
