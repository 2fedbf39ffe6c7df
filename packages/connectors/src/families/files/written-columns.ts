import { types, type ColumnSpec, type Schema, type Type } from '@sluice/core';
import { fileErrors } from './errors.ts';
import { parseParquetSchema } from './parquet-schema.ts';
import { parseTypeName } from './type-names.ts';

export interface WrittenColumnOptions {
  /** `[{name, type}]`, or positions, which say nothing. */
  readonly column?: unknown;
  /** `message m { optional int64 id; }`. */
  readonly parquetSchema?: string | undefined;
}

/**
 * The columns as files have them: renamed and, in formats with types, of the types that the job declares. Throws
 * `FILES_BAD_COLUMN` when their number differs from the reader's.
 */
export function writtenColumns(schema: Schema, options: WrittenColumnOptions, hasTypes: boolean): Schema {
  const declared = declaredColumns(options);
  if (declared === undefined) return schema;
  if (declared.length !== schema.columns.length) {
    const problem = `it has ${declared.length} entries for ${schema.columns.length} columns of the reader`;
    throw fileErrors.badColumn({ problem });
  }
  return {
    columns: schema.columns.map((column, index): ColumnSpec => {
      const { name = column.name, type, isNullable } = declared[index] as DeclaredColumn;
      if (!hasTypes || type === undefined) return { ...column, name };
      return { name, type, isNullable: isNullable ?? column.isNullable };
    }),
  };
}

export interface DeclaredColumn {
  readonly name?: string;
  readonly type?: Type;
  readonly isNullable?: boolean;
}

function declaredColumns({ column, parquetSchema }: WrittenColumnOptions): readonly DeclaredColumn[] | undefined {
  if (parquetSchema !== undefined && parquetSchema.trim() !== '') return parseParquetSchema(parquetSchema);
  const entries = Array.isArray(column) ? (column as readonly unknown[]) : [];
  // Positions and ["*"] mean all columns as they are.
  if (!entries.some((entry) => typeof entry === 'object' && entry !== null)) return undefined;
  return entries.map((entry): DeclaredColumn => {
    if (typeof entry !== 'object' || entry === null) return {};
    const { name, type } = entry as { readonly name?: unknown; readonly type?: unknown };
    return {
      ...(typeof name === 'string' && name !== '' ? { name } : {}),
      ...(type === undefined || type === null ? {} : { type: hiveType(String(type)) }),
    };
  });
}

const hiveTypes: Readonly<Record<string, Type>> = {
  tinyint: types.int8,
  smallint: types.int16,
  int: types.int32,
  integer: types.int32,
  bigint: types.int64,
  long: types.int64,
  float: types.float32,
  double: types.float64,
  string: types.utf8,
  boolean: types.bool,
  date: types.date,
  timestamp: types.timestamp,
};

/** Types of Hive, as published jobs name them for files, and our own. */
function hiveType(name: string): Type {
  const word = name.trim().toLowerCase();
  return hiveTypes[word] ?? parseTypeName(word === 'decimal' ? 'decimal(10,0)' : word).type;
}
