import type { Type } from './types.ts';

/** One column of a schema. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: Type;
  readonly isNullable: boolean;
  /** The type as the store calls it (`numeric(15,2)`, `varchar(20)`), for plans and messages. */
  readonly nativeType?: string;
}

/** Shape of a batch: columns in job order. Plain JSON, so that it travels to any thread or machine. */
export interface Schema {
  readonly columns: readonly ColumnSpec[];
}
