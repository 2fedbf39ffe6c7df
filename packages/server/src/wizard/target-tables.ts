import {
  SluiceError,
  typeOfName,
  types,
  type ColumnSpec,
  type Connector,
  type MappingColumn,
  type ProposedTable,
} from '@sluice/core';
import type { z } from 'zod';
import type { wizardRoutes } from '../contract/wizard.ts';
import type { WorkSource } from '../worker/work.ts';
import { designErrors } from './errors.ts';
import { performWork } from './perform.ts';
import { columnsOfDescription, columnsOfSide, type SideColumns, type SideContext } from './sides.ts';

type Proposal = z.output<typeof wizardRoutes.proposeTable.body>;
type Target = Proposal['target'];

/** A CREATE TABLE statement for the columns of a source. */
export async function proposeTable(
  { source, target }: Proposal,
  context: SideContext,
): Promise<ProposedTable & { readonly exists: boolean }> {
  const { columns, primaryKey } = await columnsOfSide(source, context);
  if (columns.length === 0) throw designErrors.noColumns();
  const store = await context.needs.sourceOf(context.projectId, target.dataSource, target.environment);
  const { writer, title } = (await context.shelf.find(store.type)) as Connector;
  if (writer?.proposeTable === undefined) throw designErrors.noTables({ title });
  const { specs, notes } = specsOf(columns);
  const names = new Set(columns.map(({ name }) => name));
  const proposed = await writer.proposeTable({
    name: target.table,
    columns: specs,
    primaryKey: primaryKey.every((name) => names.has(name)) ? primaryKey : [],
  });
  const exists = await tableExists(store, target, context);
  return { statement: proposed.statement, notes: [...notes, ...proposed.notes], exists };
}

function specsOf(columns: readonly MappingColumn[]): {
  readonly specs: readonly ColumnSpec[];
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const specs = columns.map(({ name, type, isNullable }): ColumnSpec => {
    const known = type === undefined ? undefined : typeOfName(type);
    if (known === undefined) notes.push(`The type of "${name}" is not known; text is proposed.`);
    return { name, type: known ?? types.utf8, isNullable: isNullable ?? true };
  });
  return { specs, notes };
}

async function tableExists(source: WorkSource, { table, group }: Target, context: SideContext): Promise<boolean> {
  const workers = await context.needs.workersOf(group);
  try {
    await performWork(workers, { kind: 'describeTable', source, table }, context.signal);
    return true;
  } catch (error) {
    if (error instanceof SluiceError && /_(?:TABLE|FILE)_NOT_FOUND$/.test(error.code)) return false;
    throw error;
  }
}

/** Executes a statement, and tells what the table looks like. */
export async function createTable(target: Target, statement: string, context: SideContext): Promise<SideColumns> {
  const source = await context.needs.sourceOf(context.projectId, target.dataSource, target.environment);
  const workers = await context.needs.workersOf(target.group);
  const work = { kind: 'createTable', source, table: target.table, statement } as const;
  return columnsOfDescription((await performWork(workers, work, context.signal)) as never);
}
