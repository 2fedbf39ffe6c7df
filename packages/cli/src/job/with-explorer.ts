import type { Explorer } from '@sluice/core';
import { configErrors, openExplorer } from '@sluice/engine';
import type { CommandContext } from '../command/context.ts';
import { findConnector } from './find-connector.ts';

/** Opens a data source of the settings, uses it and closes it. Throws `CONFIG_UNKNOWN_DATA_SOURCE` for other names. */
export async function withExplorer<T>(
  name: string,
  { config, connectors, environment, log }: CommandContext,
  use: (explorer: Explorer) => Promise<T>,
  signal: AbortSignal = new AbortController().signal,
): Promise<T> {
  const dataSource = config.dataSources.get(name);
  if (dataSource === undefined) throw configErrors.unknownDataSource({ name, known: [...config.dataSources.keys()] });
  const connector = await findConnector(dataSource.type, connectors);
  const explorer = await openExplorer({ connector, dataSource, environment, log, signal });
  try {
    return await use(explorer);
  } finally {
    await explorer.close();
  }
}
