/** The splits of one table: conditions that cover it once (invariant 4). */
import type { ColumnSpec } from '@sluice/core';
import { asSluiceError } from '@sluice/core';
import { findBoundaries } from './boundaries.ts';
import type { AnyDriver } from './connection.ts';
import type { FoundTable } from './find-table.ts';
import { quoteIdentifier } from './identifiers.ts';
import { chooseKey } from './key-choice.ts';
import { pieceCount, wantedPieces } from './pieces.ts';
import type { Condition } from './select.ts';
import { boundedCount, keyRange } from './select.ts';
import type { Dialect, Session } from './session.ts';
import { tableText } from './table-names.ts';

export interface TableSplit {
  /** What follows the name of the table in the label; empty for the whole table. */
  readonly label: string;
  /** Absent: the whole table. */
  readonly condition?: Condition;
  readonly estimatedRows?: number;
}

export interface SplitRequest extends FoundTable {
  readonly driver: AnyDriver;
  readonly session: Session;
  /** Filter of the job, cleaned. */
  readonly where: string | undefined;
  readonly splitPk: string | undefined;
  readonly splitFactor: number | undefined;
  readonly channels: number;
  /** Tables of the whole job. */
  readonly tables: number;
}

export interface TableSplits {
  readonly splits: readonly TableSplit[];
  readonly note: string;
}

/** Rows up to which a count is worth its time. */
const countLimit = 1_000_000;

/** Cuts a table. A database that cannot answer the questions for it gets one split, and a note says why. */
export async function splitTable(request: SplitRequest): Promise<TableSplits> {
  const name = tableText(request.table);
  if (wantedPieces(request) <= 1) {
    const rows = request.where === undefined ? request.description.estimatedRows : undefined;
    const reason = request.channels <= 1 ? 'there is one channel' : 'there are as many tables as channels';
    return { splits: [whole(rows)], note: `${name}: read as one split, as ${reason}` };
  }
  const rows = await estimateRows(request);
  const pieces = pieceCount({ ...request, rows });
  if (pieces <= 1) return { splits: [whole(rows)], note: `${name}: read as one split, as it has about ${rows} rows` };
  const choice = chooseKey(request.driver.dialect, request.description, request.splitPk);
  if (choice.kind === 'none') return { splits: [whole(rows)], note: `${name}: ${choice.note}` };
  try {
    const cut =
      choice.kind === 'column'
        ? await splitByKey(request, choice.column, { pieces, rows })
        : await splitByPosition(request, { pieces, rows });
    if (cut.length > 0) return { splits: cut, note: `${name}: ${choice.note}; ${cut.length} splits` };
    return { splits: [whole(rows)], note: `${name}: read as one split, as it has too few different keys` };
  } catch (error) {
    const failure = asSluiceError(error);
    if (failure.retryable || failure.kind === 'cancelled') throw failure;
    return {
      splits: [whole(rows)],
      note: `${name}: read as one split, as no boundaries were found: ${failure.message}`,
    };
  }
}

interface Size {
  readonly pieces: number;
  readonly rows: number;
}

function whole(rows: number | undefined): TableSplit {
  return rows === undefined ? { label: '' } : { label: '', estimatedRows: rows };
}

/** The server's estimate where it is large; a count of small or filtered tables, where estimates are often wrong. */
async function estimateRows(request: SplitRequest): Promise<number> {
  const { description, where, driver, session, table } = request;
  const estimate = description.estimatedRows ?? 0;
  if (where === undefined && estimate > countLimit) return estimate;
  const [row] = await session.query(boundedCount(driver.dialect, table, where, countLimit));
  const counted = Number(row?.[0] ?? 0);
  return counted > countLimit ? Math.max(counted, estimate) : counted;
}

async function splitByKey(request: SplitRequest, key: ColumnSpec, size: Size): Promise<readonly TableSplit[]> {
  const { driver, session, table, where, description } = request;
  const { dialect } = driver;
  const isView = description.kind !== 'table';
  const boundaries = await findBoundaries({ session, dialect, table, isView, key, where, ...size });
  if (boundaries.length === 0) return [];
  return rangesOf(dialect, key, boundaries, size.rows);
}

/** Half-open ranges, the first and the last open to the outside, and the rows without a key. */
export function rangesOf(
  dialect: Dialect,
  key: ColumnSpec,
  boundaries: readonly string[],
  rows: number,
): readonly TableSplit[] {
  const parameter = (placeholder: string): string => dialect.keyParameter?.(placeholder, key.type) ?? placeholder;
  const estimatedRows = Math.round(rows / (boundaries.length + 1));
  const ranges = [...boundaries, undefined].map((to, index): TableSplit => {
    const from = index === 0 ? undefined : boundaries[index - 1];
    const condition = keyRange(dialect, key.name, { from, to }, parameter);
    return { label: rangeLabel(key.name, from, to), condition, estimatedRows };
  });
  if (!key.isNullable) return ranges;
  const sql = `${quoteIdentifier(dialect.quote, key.name)} is null`;
  return [...ranges, { label: `${key.name} is null`, condition: { sql, parameters: [] } }];
}

function rangeLabel(key: string, from: string | undefined, to: string | undefined): string {
  const short = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);
  if (from === undefined) return `${key} < ${short(to ?? '')}`;
  return to === undefined ? `${key} >= ${short(from)}` : `${key} in [${short(from)}, ${short(to)})`;
}

async function splitByPosition(request: SplitRequest, size: Size): Promise<readonly TableSplit[]> {
  const { driver, session, table } = request;
  const parts = (await driver.physicalSplits?.(session, table, size.pieces)) ?? [];
  const estimatedRows = Math.round(size.rows / Math.max(1, parts.length));
  return parts.map(({ label, condition }) => ({ label, condition: { sql: condition, parameters: [] }, estimatedRows }));
}
