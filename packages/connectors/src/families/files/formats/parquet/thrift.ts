/** Thrift structures declared as data: one declaration serves reading, writing and the types of the values. */

export type ThriftShape = ThriftScalar | ListShape | StructShape;

/** `i64` is a number: sizes, counts and places, all below 2^53. */
export type ThriftScalar = 'bool' | 'i8' | 'i16' | 'i32' | 'i64' | 'double' | 'string' | 'binary';

export interface ListShape {
  readonly list: ThriftShape;
}

export interface StructShape {
  /** By ascending id, as they are written. A union is a structure of which one field is set. */
  readonly fields: Readonly<Record<string, FieldShape>>;
}

export interface FieldShape {
  readonly id: number;
  readonly shape: ThriftShape;
  readonly isRequired: boolean;
}

export function struct<const F extends StructShape['fields']>(fields: F): { readonly fields: F } {
  return { fields };
}

export function list<const S extends ThriftShape>(item: S): { readonly list: S } {
  return { list: item };
}

export function required<const S extends ThriftShape>(id: number, shape: S) {
  return { id, shape, isRequired: true } as const;
}

export function optional<const S extends ThriftShape>(id: number, shape: S) {
  return { id, shape, isRequired: false } as const;
}

/** What a structure of this shape is in memory; absent fields are undefined. */
export type ThriftValue<S> = S extends 'bool'
  ? boolean
  : S extends 'string'
    ? string
    : S extends 'binary'
      ? Uint8Array
      : S extends ThriftScalar
        ? number
        : S extends { readonly list: infer Item }
          ? readonly ThriftValue<Item>[]
          : S extends { readonly fields: infer Fields }
            ? StructValue<Fields>
            : never;

type StructValue<Fields> = {
  readonly [Name in keyof Fields as Fields[Name] extends { isRequired: true } ? Name : never]: FieldValue<Fields[Name]>;
} & {
  readonly [Name in keyof Fields as Fields[Name] extends { isRequired: true } ? never : Name]?:
    FieldValue<Fields[Name]> | undefined;
};

type FieldValue<Field> = Field extends { readonly shape: infer S } ? ThriftValue<S> : never;

/** Type codes of the compact protocol, as they stand in front of fields and list items. */
export const compactTypes = {
  stop: 0,
  true: 1,
  false: 2,
  i8: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
  uuid: 13,
} as const;
