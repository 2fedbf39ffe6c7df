/** The SQL of a load: straight into the table, or through a staging table of the session. */
import type { LoadRequest } from '../families/relational/session.ts';
import type { DescribedTable, TableColumn } from './catalog.ts';
import { errors } from './errors.ts';
import { quoteName, quoteTableName } from './quoting.ts';
import type { Mapping } from './types.ts';

export interface LoadPlan {
  readonly mappings: readonly Mapping[];
  /** Name of the table of the COPY, as messages of the server have it. */
  readonly copyTable: string;
  /** Names of its columns, in job order. */
  readonly copyColumns: readonly string[];
  readonly copySql: string;
  /** Absent when rows go straight into the table. */
  readonly staging?: StagingPlan;
}

export interface StagingPlan {
  readonly create: string;
  /** Moves the staged rows to the table. The last statement's count is that of rows changed. */
  readonly merge: readonly string[];
  readonly clear: string;
  /** True when rows may be skipped, so that only the count of the merge tells how many were stored. */
  readonly isCounted: boolean;
}

const stage = 'pg_temp.sluice_stage';

/**
 * Plain inserts go straight in. Conflicts, defaults in the place of NULL, and types that the server must convert from
 * text need the staging table: without index, constraint or log, gone with the transaction.
 */
export function planLoad(request: LoadRequest, described: DescribedTable): LoadPlan {
  const columns = request.schema.columns.map(({ name }) => columnOf(described, name));
  const mappings = columns.map((column) => column.mapping);
  const isDirect =
    request.mode === 'insert' &&
    request.skipNullColumns.length === 0 &&
    mappings.every((mapping) => mapping.store === undefined);
  if (isDirect) {
    const names = columns.map((column) => column.spec.name);
    const target = `${quoteTableName(request.table)} (${names.map(quoteName).join(', ')})`;
    const copySql = `copy ${target} from stdin (format binary)`;
    return { mappings, copyTable: request.table.name, copyColumns: names, copySql };
  }
  const copyColumns = columns.map((_, index) => `c${index}`);
  return {
    mappings,
    copyTable: 'sluice_stage',
    copyColumns,
    copySql: `copy ${stage} (${copyColumns.join(', ')}) from stdin (format binary)`,
    staging: planStaging(request, columns),
  };
}

function columnOf(described: DescribedTable, name: string): TableColumn {
  const found = described.columns.find((column) => column.spec.name === name);
  if (found === undefined) throw errors.objectNotFound({ reason: `column "${name}" is no longer in the table` });
  return found;
}

function planStaging(request: LoadRequest, columns: readonly TableColumn[]): StagingPlan {
  const definitions = columns.map((column, index) => `c${index} ${column.mapping.store?.type ?? column.sqlType}`);
  const values = columns.map((column, index) => valueSql(request, column, index));
  const names = columns.map((column) => quoteName(column.spec.name));
  const overriding = columns.some((column) => column.isIdentityAlways) ? ' overriding system value' : '';
  const target = quoteTableName(request.table);
  const into = `insert into ${target} as t (${names.join(', ')})${overriding}`;
  const select = `select ${values.map((value, index) => `${value} as v${index}`).join(', ')}`;
  const rows = `${select}, s.ctid as place from ${stage} s`;
  const list = values.map((_, index) => `v${index}`).join(', ');
  const keys = request.keyColumns.map((name) => columns.findIndex((column) => column.spec.name === name));
  const merge = {
    insert: () => [`${into} select ${list} from (${rows}) r`],
    ignore: () => [`${into} select ${list} from (${rows}) r on conflict ${conflictTarget(request)} do nothing`],
    update: () => [
      `${into} ${lastOfEachKey(list, rows, keys)} on conflict ${conflictTarget(request)} ${updateSql(request)}`,
    ],
    replace: () => [deleteSql(target, rows, request, keys), `${into} ${lastOfEachKey(list, rows, keys)}`],
  }[request.mode]();
  return {
    create: `create temp table sluice_stage (${definitions.join(', ')}) on commit drop`,
    merge,
    clear: `truncate ${stage}`,
    isCounted: request.mode === 'ignore',
  };
}

/** The staged value, converted; for a skipped NULL the default of the column. */
function valueSql(request: LoadRequest, column: TableColumn, index: number): string {
  const staged = column.mapping.store?.convert(`s.c${index}`) ?? `s.c${index}`;
  const isSkipped = request.skipNullColumns.includes(column.spec.name) && column.defaultSql !== undefined;
  return isSkipped ? `coalesce(${staged}, ${column.defaultSql})` : staged;
}

function conflictTarget(request: LoadRequest): string {
  return request.keyColumns.length === 0 ? '' : `(${request.keyColumns.map(quoteName).join(', ')})`;
}

function updateSql(request: LoadRequest): string {
  const changes = request.updateColumns.map((name) => `${quoteName(name)} = excluded.${quoteName(name)}`);
  return changes.length === 0 ? 'do nothing' : `do update set ${changes.join(', ')}`;
}

/** Of rows with the same key the last one counts, as if they came one after the other. NULL is like no other key. */
function lastOfEachKey(list: string, rows: string, keys: readonly number[]): string {
  const values = keys.map((key) => `v${key}`);
  const hasNull = values.map((value) => `${value} is null`).join(' or ');
  const distinct = [...values, `case when ${hasNull} then place end`].join(', ');
  return `select ${list} from (select distinct on (${distinct}) * from (${rows}) r order by ${distinct}, place desc) d`;
}

function deleteSql(target: string, rows: string, request: LoadRequest, keys: readonly number[]): string {
  const isSame = keys.map((key, index) => `t.${quoteName(request.keyColumns[index] as string)} = r.v${key}`);
  return `delete from ${target} as t using (${rows}) r where ${isSame.join(' and ')}`;
}
