import type { ColumnSpec } from '../data/schema.ts';

/** A table that does not exist yet. */
export interface NewTable {
  /** As a job writes it: `public.orders`. */
  readonly name: string;
  /** Types are ours; the target has its own words for them. */
  readonly columns: readonly ColumnSpec[];
  readonly primaryKey: readonly string[];
}

export interface ProposedTable {
  /** CREATE TABLE, one statement. */
  readonly statement: string;
  /** What the statement leaves out, and why. */
  readonly notes: readonly string[];
}
