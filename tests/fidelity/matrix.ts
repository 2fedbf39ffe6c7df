/** What becomes of every edge value of every type of one store in every type of another. */
import { join } from 'node:path';
import type { Parameter } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { isSame, type Cell, type Family } from './canonical.ts';
import type { NativeType } from './native-type.ts';
import { plan, transfer, type Refusal, type Side } from './run.ts';
import type { Store, Table, TableColumn } from './stores.ts';

/**
 * - `exact`: every value arrived
 * - `checked`: some were refused with a reason, the others arrived
 * - `lossy`: some changed, in a way that the plan tells before the run
 * - `impossible`: the job is refused before any row moves
 */
export type Verdict = 'exact' | 'checked' | 'lossy' | 'impossible';

export interface MatrixCell {
  readonly source: string;
  readonly target: string;
  readonly verdict: Verdict;
  readonly total: number;
  /** Refused values by code. */
  readonly refused: ReadonlyMap<string, number>;
  /** What the plan says about the change. */
  readonly note?: string;
}

export interface Route {
  readonly title: string;
  readonly cells: readonly MatrixCell[];
  /** What must not be: values that changed unannounced, or are neither there nor refused. */
  readonly failures: readonly string[];
}

interface SourceColumn extends TableColumn {
  readonly family: Family;
  /** Rows that hold a value of this column, and nothing else. */
  readonly ids: readonly string[];
}

interface Source {
  readonly store: Store;
  readonly table: string;
  readonly columns: readonly SourceColumn[];
  readonly rows: Table;
}

/** Makes the table with all edge values: each row has one value, in one column. */
export async function fillSource(store: Store): Promise<Source> {
  const table = 'fidelity_source';
  let lastId = 0;
  const columns = store.sources.map(({ type, family, values }, index) => {
    const ids = values.map(() => String(++lastId));
    return { name: `c${index}`, type, family, ids };
  });
  await store.createTable(table, columns);
  for (const [index, { values }] of store.sources.entries()) {
    const column = columns[index] as SourceColumn;
    for (const [at, value] of values.entries()) await store.insert(table, Number(column.ids[at]), column, value);
  }
  return { store, table, columns, rows: await store.read(table, columns) };
}

/** Moves the source into a table of each target type, all columns at once. */
export async function measureRoute(source: Source, to: Store): Promise<Route> {
  const cells: MatrixCell[] = [];
  const failures: string[] = [];
  if (source.store.name === to.name) {
    const types = source.columns.map(({ type, family }) => ({ type, family }));
    const found = await measureTarget(source, to, types, 'the same');
    cells.push(...found.cells);
    failures.push(...found.failures);
  }
  for (const target of to.targets) {
    const types = source.columns.map(() => target);
    const found = await measureTarget(source, to, types, target.type);
    cells.push(...found.cells);
    failures.push(...found.failures);
  }
  return { title: `${source.store.name} → ${to.name}`, cells, failures };
}

async function measureTarget(
  source: Source,
  to: Store,
  types: readonly NativeType[],
  name: string,
): Promise<Pick<Route, 'cells' | 'failures'>> {
  const table = 'fidelity_target';
  const all = source.columns.map((column, index) => ({ column, target: types[index] as NativeType }));
  const targetColumns = (pairs: typeof all): TableColumn[] =>
    pairs.map(({ column, target }) => ({ name: column.name, type: target.type }));
  const sides = (pairs: typeof all): [Side, Side] => [
    {
      connector: source.store.connector,
      parameter: source.store.step(
        source.table,
        pairs.map(({ column }) => column),
      ),
    },
    { connector: to.connector, parameter: to.step(table, targetColumns(pairs)) },
  ];
  await to.createTable(table, targetColumns(all));
  const planned = (await plan(...sides(all))).columns.slice(1);
  const possible = all.filter((_, index) => planned[index]?.verdict !== 'impossible');
  await to.createTable(table, targetColumns(possible));
  const { refusals } =
    possible.length === 0 ? { refusals: new Map<string, Refusal>() } : await transfer(...sides(possible));
  const arrived = await to.read(table, targetColumns(possible));
  const cells: MatrixCell[] = [];
  const failures: string[] = [];
  for (const [index, { column, target }] of all.entries()) {
    const { verdict, note } = planned[index] as { verdict: string; note?: string };
    const base = { source: column.type, target: name, total: column.ids.length };
    if (verdict === 'impossible') {
      cells.push({ ...base, verdict, refused: new Map() });
      continue;
    }
    const at = possible.findIndex((pair) => pair.column === column);
    const outcome = judge(source, column, { family: target.family, at, arrived, refusals });
    const said = verdict === 'lossy' ? note : documentedChange(to.name, name);
    const isLossy = said !== undefined && outcome.changes.length > 0;
    if (!isLossy)
      failures.push(
        ...outcome.changes.map((change) => `${source.store.name} ${column.type} → ${to.name} ${name}: ${change}`),
      );
    const isRefused = outcome.refused.size > 0;
    cells.push({
      ...base,
      verdict: isLossy ? 'lossy' : isRefused ? 'checked' : 'exact',
      refused: outcome.refused,
      ...(isLossy ? { note: said } : {}),
    });
  }
  return { cells, failures };
}

/** Changes that no plan can tell, because the server itself reads the text of a value. */
function documentedChange(store: string, target: string): string | undefined {
  if (store !== 'PostgreSQL') return undefined;
  if (target === 'interval') return 'the server reads the text: a bare number counts seconds, to the microsecond';
  return target === 'inet' ? 'the server reads the text as an address' : undefined;
}

const jsonNull = 'a JSON null becomes NULL';

interface Arrival {
  readonly family: Family;
  /** Index of the column in the target. */
  readonly at: number;
  readonly arrived: Table;
  readonly refusals: ReadonlyMap<string, Refusal>;
}

interface Outcome {
  readonly refused: ReadonlyMap<string, number>;
  readonly changes: readonly string[];
}

function judge(source: Source, column: SourceColumn, { family, at, arrived, refusals }: Arrival): Outcome {
  const refused = new Map<string, number>();
  const changes: string[] = [];
  const sourceAt = source.columns.indexOf(column);
  for (const id of column.ids) {
    const sent = source.rows.get(id)?.[sourceAt] ?? null;
    const row = arrived.get(id);
    const refusal = refusals.get(id);
    if (refusal !== undefined) {
      refused.set(refusal.code, (refused.get(refusal.code) ?? 0) + 1);
      if (row !== undefined) changes.push(`${show(sent)} was refused (${refusal.code}) and yet arrived`);
      if (refusal.reason.trim() === '') changes.push(`${show(sent)} was refused without a reason`);
      continue;
    }
    if (row === undefined) changes.push(`${show(sent)} is lost`);
    else if (!isSame(sent, column.family, row[at] ?? null, family))
      changes.push(`${show(sent)} became ${show(row[at] ?? null)}`);
    else if (row.some((cell, index) => index !== at && cell !== null))
      changes.push(`a NULL beside ${show(sent)} became a value`);
  }
  return { refused, changes };
}

/** Through files and back into columns of the same types. */
export async function measureFiles(source: Source, format: 'csv' | 'jsonl'): Promise<Route> {
  const { store, table, columns } = source;
  const back = 'fidelity_back';
  const folder = temporaryFolder();
  await store.createTable(back, columns);
  const names = ['id', ...columns.map(({ name }) => name)];
  const out = await transfer(
    { connector: store.connector, parameter: store.step(table, columns) },
    { connector: 'txtfile', parameter: { path: folder, fileName: 'rows', fileFormat: format, header: names } },
  );
  const column = names.map((name, index): Parameter => (format === 'csv' ? { name, index } : { name }));
  const reader: Parameter = { path: join(folder, '*'), fileFormat: format, column, byteEncoding: 'base64' };
  const home = await transfer(
    { connector: 'txtfile', parameter: format === 'csv' ? { ...reader, skipHeader: true, nullFormat: '' } : reader },
    { connector: store.connector, parameter: store.step(back, columns) },
  );
  const refusals = new Map([...out.refusals, ...home.refusals]);
  const arrived = await store.read(back, columns);
  const cells: MatrixCell[] = [];
  const failures: string[] = [];
  const name = format === 'csv' ? 'CSV' : 'JSON Lines';
  for (const [at, { type, family, ids }] of columns.entries()) {
    const { refused, changes } = judge(source, columns[at] as SourceColumn, { family, at, arrived, refusals });
    const said = changes.length > 0 && family === 'json' && format === 'jsonl' ? jsonNull : undefined;
    if (said === undefined)
      failures.push(...changes.map((change) => `${store.name} ${type} → ${name} → ${store.name}: ${change}`));
    cells.push({
      source: type,
      target: name,
      total: ids.length,
      refused,
      verdict: said !== undefined ? 'lossy' : refused.size > 0 ? 'checked' : 'exact',
      ...(said === undefined ? {} : { note: said }),
    });
  }
  return { title: `${store.name} → file → ${store.name}`, cells, failures };
}

function show(cell: Cell): string {
  if (cell === null) return 'NULL';
  const text = typeof cell === 'string' ? JSON.stringify(cell) : `0x${Buffer.from(cell).toString('hex')}`;
  return text.length <= 60 ? text : `${text.slice(0, 56)} ...`;
}
