import type { CommandContext, Outcome } from '../command/context.ts';
import { describeOutcome, listOutcome, tablesOutcome, testOutcome } from '../commands/data-sources.ts';
import { connect } from './connect.ts';
import { itemsOf } from './pages.ts';

export async function listSources(context: CommandContext): Promise<Outcome> {
  const { api, project, url } = await connect(context);
  const all = await itemsOf((query) => api.dataSources.list({ params: { project }, query }));
  const rows = all.map(({ name, type, definitions }) => {
    const connection = (definitions.production ?? definitions.development)?.connection ?? {};
    return { name, type, connection, file: url };
  });
  return listOutcome(rows, ` in the project ${project} of ${url}`);
}

export async function testSource(name: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const { checks } = await api.dataSources.test({ params: { project, name }, body: {} });
  return testOutcome(name, checks, context);
}

export async function listTables(
  name: string,
  pattern: string | undefined,
  limit: number,
  context: CommandContext,
): Promise<Outcome> {
  const { api, project } = await connect(context);
  const query = { limit: Math.min(limit, 10_000), ...(pattern === undefined ? {} : { search: pattern }) };
  const { items } = await api.dataSources.tables({ params: { project, name }, query });
  return tablesOutcome(items, limit);
}

export async function describeTable(name: string, table: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const found = await api.dataSources.describe({ params: { project, name }, query: { table } });
  return describeOutcome(found);
}
