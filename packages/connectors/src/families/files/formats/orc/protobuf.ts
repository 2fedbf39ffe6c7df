/** Protobuf messages declared as data: one declaration serves reading, writing and the types of the values. */

/**
 * - `uint`: a varint, a number up to 2^53. `sint`: zigzag, a number. `sint64`: zigzag, a bigint.
 * - `bool`, `double`, `string`, `bytes`
 */
export type ProtobufScalar = 'uint' | 'sint' | 'sint64' | 'bool' | 'double' | 'string' | 'bytes';
export type ProtobufShape = ProtobufScalar | MessageShape;

export interface MessageShape {
  /** By ascending number, as they are written. */
  readonly fields: Readonly<Record<string, FieldShape>>;
}

export interface FieldShape {
  readonly number: number;
  readonly shape: ProtobufShape;
  readonly isRepeated: boolean;
}

export function message<const F extends MessageShape['fields']>(fields: F): { readonly fields: F } {
  return { fields };
}

export function field<const S extends ProtobufShape>(number: number, shape: S) {
  return { number, shape, isRepeated: false } as const;
}

/** Numbers are packed when written; reading takes both forms. */
export function repeated<const S extends ProtobufShape>(number: number, shape: S) {
  return { number, shape, isRepeated: true } as const;
}

/** What a message of this shape is in memory: absent fields are undefined, absent lists are empty. */
export type ProtobufValue<S> = S extends 'bool'
  ? boolean
  : S extends 'string'
    ? string
    : S extends 'bytes'
      ? Uint8Array
      : S extends 'sint64'
        ? bigint
        : S extends ProtobufScalar
          ? number
          : S extends { readonly fields: infer Fields }
            ? { readonly [Name in keyof Fields]: FieldValue<Fields[Name]> }
            : never;

type FieldValue<Field> = Field extends { readonly shape: infer S; readonly isRepeated: infer R }
  ? R extends true
    ? readonly ProtobufValue<S>[]
    : ProtobufValue<S> | undefined
  : never;

/** What is written: whatever is absent or undefined is left out. */
export type ProtobufInput<S> = S extends { readonly fields: infer Fields }
  ? { readonly [Name in keyof Fields]?: FieldInput<Fields[Name]> | undefined }
  : ProtobufValue<S>;

type FieldInput<Field> = Field extends { readonly shape: infer S; readonly isRepeated: infer R }
  ? R extends true
    ? readonly ProtobufInput<S>[]
    : ProtobufInput<S>
  : never;

/** How a value lies in the bytes, as its tag says. */
export const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

export function wireTypeOf(shape: ProtobufShape): number {
  if (shape === 'double') return wireTypes.fixed64;
  return typeof shape === 'object' || shape === 'string' || shape === 'bytes' ? wireTypes.bytes : wireTypes.varint;
}
