/** A cell of a file that cannot be held exactly; its row is rejected. */
export interface CellProblem {
  /** Index in the column. */
  readonly row: number;
  /** Stable, as in rejected rows: `OUT_OF_RANGE`, `INEXACT`, `MALFORMED`, `INVALID_ENCODING`. */
  readonly code: string;
  /** What the cell holds, to follow `Column "x" holds`. */
  readonly found: string;
}
