import type { Connector, ConnectorContext, Parameter, Reader, Schema, Writer } from '@sluice/core';
import { parseStepOptions, types } from '@sluice/core';
import { testContext } from '../context.ts';
import type { Rows } from '../rows.ts';

/** What a connector's test says about its connector, so that the kit can try it. */
export interface Subject {
  readonly connector: Connector;
  readonly reader?: ReaderSubject;
  readonly writer?: WriterSubject;
  readonly explorer?: ExplorerSubject;
  /**
   * Checks that the connector fails, by name, with the reason. They run all the same: a waiver that is no longer
   * needed fails.
   */
  readonly waivers?: Readonly<Record<string, string>>;
}

export interface ReaderSubject {
  /** Makes a new source of these rows and answers the parameters of a reader of all of it, connection included. */
  create(schema: Schema, rows: Rows): Promise<Parameter>;
  /** Parameters that name a table or file that does not exist. */
  readonly missing?: () => Promise<Parameter>;
}

export interface WriterSubject {
  /** Makes a new empty target with these columns; `id` is its key where there are keys. */
  create(schema: Schema): Promise<Target>;
  /** Parameters that name a table that does not exist. Absent for targets that are made on the way. */
  readonly missing?: () => Promise<Parameter>;
  /** A second row with the same `id` is refused. */
  readonly refusesDuplicates: boolean;
  /** The connector's own reader can read what its writer wrote: adds a check per logical type. */
  readonly roundTrips?: boolean;
}

export interface Target {
  /** Of a writer that adds rows to it, connection included. */
  readonly parameter: Parameter;
  /** Of a reader of all its columns, in order; with `roundTrips`. */
  readonly readerParameter?: Parameter;
  /** What is in it now, in any order, as seen by somebody else. Cells are compared as text. */
  rows(): Promise<Rows>;
}

export interface ExplorerSubject {
  /** Values of the connection fields. */
  readonly connection: () => Promise<Parameter>;
  /** Makes a table with `id` and `name` and answers its name as a job writes it. */
  table(): Promise<string>;
  /** Connection values with a wrong password or a missing file. */
  readonly refused?: () => Promise<Parameter>;
}

/** The columns of most checks: a key and a text. */
export const plainSchema: Schema = {
  columns: [
    { name: 'id', type: types.int64, isNullable: false },
    { name: 'name', type: types.utf8, isNullable: true },
  ],
};

/** `count` rows from `firstId` on, the texts of different lengths. */
export function plainRows(count: number, firstId = 1): Rows {
  return Array.from({ length: count }, (_, index) => {
    const id = firstId + index;
    return [BigInt(id), `row ${'x'.repeat(id % 30)} ${id}`];
  });
}

export async function openReader(
  connector: Connector,
  parameter: Parameter,
  overrides: Partial<ConnectorContext> = {},
): Promise<Reader> {
  if (connector.reader === undefined) throw new Error(`${connector.name} has no reader`);
  return connector.reader.open(optionsOf(connector, 'reader', parameter) as never, testContext(overrides));
}

export async function openWriter(
  connector: Connector,
  parameter: Parameter,
  overrides: Partial<ConnectorContext> = {},
): Promise<Writer> {
  if (connector.writer === undefined) throw new Error(`${connector.name} has no writer`);
  return connector.writer.open(optionsOf(connector, 'writer', parameter) as never, testContext(overrides));
}

function optionsOf(connector: Connector, side: 'reader' | 'writer', parameter: Parameter): unknown {
  const { options, issues } = parseStepOptions(connector, side, parameter, `${side}.parameter`);
  const errors = issues.filter((issue) => issue.severity === 'error');
  if (options === undefined) throw new Error(errors.map((issue) => issue.message).join(' '));
  return options;
}

/** Fails unless both hold the same rows, in any order, with cells compared as text. */
export function expectRows(actual: Rows, expected: Rows): void {
  const left = countTexts(actual);
  const right = countTexts(expected);
  const missing = [...right].filter(([text, count]) => (left.get(text) ?? 0) < count);
  const extra = [...left].filter(([text, count]) => (right.get(text) ?? 0) < count);
  if (missing.length + extra.length === 0) return;
  const first = (rows: [string, number][]): string => rows[0]?.[0].slice(0, 200) ?? 'none';
  throw new Error(
    `${actual.length} rows instead of ${expected.length}; ${missing.length} missing or too few, the first: ` +
      `${first(missing)}; ${extra.length} unexpected or too many, the first: ${first(extra)}`,
  );
}

function countTexts(rows: Rows): Map<string, number> {
  const counts = new Map<string, number>();
  for (const cells of rows) {
    const text = JSON.stringify(cells.map((cell) => (cell === null ? null : String(cell))));
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** Fails when the promise has not settled after `ms`. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
