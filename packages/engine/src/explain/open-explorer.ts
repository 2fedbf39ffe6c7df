import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access, Connector, ConnectorContext, Explorer, Logger, Parameter } from '@sluice/core';
import { checkAccess, parseConnection } from '@sluice/core';
import { configErrors } from '../errors.ts';
import type { DataSource } from '../resolve/data-sources.ts';
import { optionError } from '../resolve/resolve-step.ts';
import { resolveSecrets } from '../resolve/secrets.ts';
import { systemClock } from '../run/clock.ts';
import { newRunId } from '../run/run-folder.ts';

export interface ExploreRequest {
  readonly connector: Connector;
  readonly dataSource: DataSource;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** What may be reached; absent: everything. */
  readonly access?: Access;
}

/**
 * Opens a data source to test and browse it, secrets resolved. The caller closes it.
 *
 * Throws a SluiceError when its values are not valid or its connector cannot be browsed.
 */
export async function openExplorer(request: ExploreRequest): Promise<Explorer> {
  const { connector, dataSource } = request;
  if (connector.explore === undefined) throw configErrors.notExplorable({ name: connector.name });
  const values = resolveSecrets(dataSource.connection, request.environment, request.access) as Parameter;
  const path = `dataSources.${dataSource.name}`;
  const { options, issues } = parseConnection(connector, values, path);
  const errors = issues.filter((issue) => issue.severity === 'error');
  if (options === undefined || errors.length > 0) throw optionError(errors[0], errors.length);
  if (request.access !== undefined) await checkAccess(connector.connection, options, request.access, path);
  const context = exploreContext(request);
  const explorer = await connector.explore(options as never, context);
  return {
    test: () => explorer.test(),
    listTables: (filter) => explorer.listTables(filter),
    describeTable: (table) => explorer.describeTable(table),
    async createTable(statement) {
      if (explorer.createTable === undefined) throw configErrors.noTables({ title: connector.title });
      await explorer.createTable(statement);
    },
    async close() {
      await explorer.close();
      rmSync(context.temporaryFolder, { recursive: true, force: true });
    },
  };
}

function exploreContext({ log, signal, access }: ExploreRequest): ConnectorContext {
  return {
    ...(access === undefined ? {} : { access }),
    log,
    signal,
    clock: systemClock,
    runId: newRunId(Date.now()),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    lenientDates: false,
    memoryBytes: 16 * 1024 * 1024,
    temporaryFolder: mkdtempSync(join(tmpdir(), 'sluice-')),
    output: async () => undefined,
    input: async function* () {},
  };
}
