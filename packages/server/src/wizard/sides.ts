/** Columns of one side of a mapping: as the client knows them, of a table, or those that a reader delivers. */
import { typeName, type JsonValue, type MappingColumn, type Parameter, type Schema } from '@sluice/core';
import type { z } from 'zod';
import type { wizardRoutes } from '../contract/wizard.ts';
import type { Ground } from '../subject.ts';
import { workJobOf } from './drafts.ts';
import type { ConnectorShelf, WizardNeeds } from './needs.ts';
import { performWork } from './perform.ts';

export type Side = z.output<typeof wizardRoutes.map.body>['source'];

export interface SideColumns {
  readonly columns: readonly MappingColumn[];
  /** Empty when there is none, or it is not known. */
  readonly primaryKey: readonly string[];
}

export interface SideContext {
  readonly ground: Ground;
  readonly needs: WizardNeeds;
  readonly shelf: ConnectorShelf;
  readonly projectId: string;
  readonly signal: AbortSignal;
}

export async function columnsOfSide(side: Side, context: SideContext): Promise<SideColumns> {
  if ('columns' in side) return { columns: side.columns, primaryKey: [] };
  if ('dataSource' in side) return columnsOfTable(side, context);
  return { columns: await columnsOfReader(side, context), primaryKey: [] };
}

/** What a relational connector tells beyond a `TableDescription`. */
interface DescribedTable {
  readonly schema: Schema;
  readonly primaryKey: readonly string[];
  readonly columnsWithDefault?: readonly string[];
  readonly generatedColumns?: readonly string[];
}

async function columnsOfTable(
  side: Extract<Side, { readonly dataSource: string }>,
  { needs, projectId, signal }: SideContext,
): Promise<SideColumns> {
  const source = await needs.sourceOf(projectId, side.dataSource, side.environment);
  const workers = await needs.workersOf(side.group);
  const found = await performWork(workers, { kind: 'describeTable', source, table: side.table }, signal);
  return columnsOfDescription(found as unknown as DescribedTable);
}

/** A described table as columns of a mapping. */
export function columnsOfDescription(table: DescribedTable): SideColumns {
  const { schema, primaryKey, columnsWithDefault, generatedColumns = [] } = table;
  const filled = columnsWithDefault === undefined ? undefined : new Set([...columnsWithDefault, ...generatedColumns]);
  const columns = schema.columns.map((column) => ({
    ...mappingColumn(column),
    ...(filled === undefined ? {} : { hasDefault: filled.has(column.name) }),
  }));
  return { columns, primaryKey };
}

async function columnsOfReader(
  side: Extract<Side, { readonly reader: unknown }>,
  { ground, needs, shelf, projectId, signal }: SideContext,
): Promise<readonly MappingColumn[]> {
  const { connector, parameter } = side.reader;
  const draft = { ...side, projectId, name: 'columns', script: readerScript(connector, parameter) };
  const job = await workJobOf(ground, needs, draft);
  const workers = await needs.workersOf(side.group);
  const schema = (await performWork(workers, { kind: 'describeReader', job }, signal)) as unknown as Schema;
  const isFiles = 'fileFormat' in ((await shelf.find(connector))?.reader?.fields ?? {});
  return schema.columns.map((column) => ({
    ...mappingColumn(column),
    ...(isFiles ? fileEntry(column.name) : {}),
  }));
}

/** Columns of files without names are written by their place. */
function fileEntry(name: string): { readonly entry?: JsonValue } {
  const place = /^column(\d+)$/.exec(name)?.[1];
  return place === undefined ? {} : { entry: { index: Number(place), name } };
}

function mappingColumn({ name, type, nativeType, isNullable }: Schema['columns'][number]): MappingColumn {
  return { name, type: typeName(type), isNullable, ...(nativeType === undefined ? {} : { nativeType }) };
}

/** A job of this reader alone, with all its columns unless it lists them or has a query. */
function readerScript(connector: string, parameter: Parameter): string {
  const isQuery = parameter['querySql'] !== undefined || JSON.stringify(parameter).includes('"querySql"');
  const columns = parameter['column'] !== undefined || isQuery ? {} : { column: ['*'] };
  return JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [
      { stepType: connector, category: 'reader', name: 'Reader', parameter: { ...columns, ...parameter } },
      { stepType: 'stream', category: 'writer', name: 'Writer', parameter: { print: false } },
    ],
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  });
}
