/**
 * Where to cut the values of a key. Boundaries are values that the database itself returned, in its own order (that of
 * the collation of the column), or integers between its smallest and largest one.
 */
import type { ColumnSpec } from '@sluice/core';
import { quoteIdentifier, quoteTable } from './identifiers.ts';
import { isInteger } from './key-choice.ts';
import { withConditions } from './select.ts';
import type { Dialect, Session, TableName } from './session.ts';

export interface BoundaryRequest {
  readonly session: Session;
  readonly dialect: Dialect;
  readonly table: TableName;
  readonly isView: boolean;
  readonly key: ColumnSpec;
  /** Filter of the job, cleaned. */
  readonly where: string | undefined;
  /** Rows of the table, about. */
  readonly rows: number;
  readonly pieces: number;
}

interface Span {
  readonly low: bigint;
  readonly high: bigint;
}

/** At most `pieces - 1` boundaries, ascending in the order of the database, without equal neighbours. */
export async function findBoundaries(request: BoundaryRequest): Promise<readonly string[]> {
  if (isInteger(request.key.type)) {
    const span = await integerSpan(request);
    if (span !== undefined && isDense(span, request.rows)) return evenBoundaries(span.low, span.high, request.pieces);
  }
  const sampled = await sampleKeys(request);
  const keys = sampled.length >= request.pieces * 4 ? sampled : await everyNthKey(request);
  return quantiles(keys, request.pieces);
}

/** Gaps are few enough that ranges of equal width hold about equally many rows. */
function isDense({ low, high }: Span, rows: number): boolean {
  return high - low < BigInt(Math.max(rows, 1)) * 3n;
}

/** Integers that cut low to high into ranges of equal width. */
export function evenBoundaries(low: bigint, high: bigint, pieces: number): readonly string[] {
  const span = high - low + 1n;
  const boundaries: string[] = [];
  let previous = low;
  for (let piece = 1; piece < pieces; piece++) {
    const boundary = low + (span * BigInt(piece)) / BigInt(pieces);
    if (boundary > previous) boundaries.push(String(boundary));
    previous = boundary;
  }
  return boundaries;
}

/** At most `pieces - 1` of the sorted keys, evenly spread; the first key is never one of them. */
export function quantiles(keys: readonly string[], pieces: number): readonly string[] {
  const boundaries: string[] = [];
  for (let piece = 1; piece < pieces; piece++) {
    const key = keys[Math.floor((keys.length * piece) / pieces)];
    if (key !== undefined && key !== keys[0] && key !== boundaries.at(-1)) boundaries.push(key);
  }
  return boundaries;
}

const integerText = /^-?\d+$/;

/** Smallest and largest key; undefined when there is none, or when a key of an untyped database is no integer. */
async function integerSpan(request: BoundaryRequest): Promise<Span | undefined> {
  const key = quoteIdentifier(request.dialect.quote, request.key.name);
  const select = `select min(${key}), max(${key}) from ${quoteTable(request.dialect.quote, request.table)}`;
  const [row] = await request.session.query(withConditions(select, [request.where]));
  const [low, high] = row ?? [];
  if (!integerText.test(low ?? '') || !integerText.test(high ?? '')) return undefined;
  return { low: BigInt(low as string), high: BigInt(high as string) };
}

/** Enough rows for some hundred pages: servers that sample whole pages return neighbours. */
const minSample = 20_000;
const maxSample = 40_000;

/** Keys of a random part of the table, in order; empty when the database or this table offers none. */
async function sampleKeys(request: BoundaryRequest): Promise<readonly string[]> {
  const { dialect, key, rows } = request;
  const wanted = Math.min(Math.max(request.pieces * 64, minSample), maxSample);
  if (dialect.sample === undefined || request.isView || rows < wanted * 16) return [];
  const quoted = quoteIdentifier(dialect.quote, key.name);
  const sample = dialect.sample(quoteTable(dialect.quote, request.table), wanted / rows);
  const conditions = [`${quoted} is not null`, sample.where, request.where];
  const select = withConditions(`select ${quoted} from ${sample.from}`, conditions);
  return keysOf(await request.session.query(`${select} order by ${quoted}`));
}

/** Every n-th key in order, so that there are about sixteen per piece. */
async function everyNthKey(request: BoundaryRequest): Promise<readonly string[]> {
  const { dialect, key } = request;
  const step = Math.max(1, Math.floor(request.rows / (request.pieces * 16)));
  const quoted = quoteIdentifier(dialect.quote, key.name);
  const table = quoteTable(dialect.quote, request.table);
  const numbered = `select ${quoted} as k, row_number() over (order by ${quoted}) as n from ${table}`;
  const rows = withConditions(numbered, [`${quoted} is not null`, request.where]);
  // Ordered by the number, not by the key: the collation of a derived column is not that of the table everywhere.
  return keysOf(
    await request.session.query(`select k from (${rows}) as numbered where (n - 1) % ${step} = 0 order by n`),
  );
}

function keysOf(rows: readonly (readonly (string | null)[])[]): readonly string[] {
  return rows.map((row) => row[0]).filter((key) => key !== null && key !== undefined);
}
