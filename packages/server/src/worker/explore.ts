import { registry } from '@sluice/connectors';
import { configErrors, ConnectorLookup, openExplorer } from '@sluice/engine';
import { eventLog, type PerformContext } from './perform.ts';
import { secretEnvironment } from './environment.ts';
import { ownAccess } from './limits.ts';
import type { Work } from './work.ts';

type ExploreWork = Extract<Work, { readonly source: unknown }>;

/** Tests or browses a data source. */
export async function explore(work: ExploreWork, context: PerformContext): Promise<unknown> {
  const { source } = work;
  const connector = await new ConnectorLookup(registry).find(source.type);
  if (connector === undefined) throw configErrors.unknownConnector({ name: source.type });
  const explorer = await openExplorer({
    connector,
    dataSource: { ...source, file: '' },
    environment: secretEnvironment(process.env),
    ...ownAccess(),
    log: eventLog(context),
    signal: context.kill,
  });
  try {
    if (work.kind === 'testSource') return await explorer.test();
    if (work.kind === 'createTable') await explorer.createTable?.(work.statement);
    if (work.kind !== 'listTables') return await explorer.describeTable(work.table);
    const pattern = work.search === undefined ? {} : { pattern: work.search };
    return await explorer.listTables({ ...pattern, limit: work.limit });
  } finally {
    await explorer.close();
  }
}
