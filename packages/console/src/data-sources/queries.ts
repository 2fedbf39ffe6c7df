import type { ConnectorDescription } from '@sluice/core';
import { queryOptions } from '@tanstack/react-query';
import { api, keys, type Item, type Reply } from '../api.ts';

export type DataSource = Item<'dataSources', 'list'>;
export type Environment = 'production' | 'development';
export type Definition = NonNullable<DataSource['definitions'][Environment]>;
export type ConnectivityTest = Reply<'dataSources', 'test'>;
export type TableEntry = Item<'dataSources', 'tables'>;

export const environments: readonly Environment[] = ['production', 'development'];

export function dataSourceQuery(project: string, name: string) {
  return queryOptions({
    queryKey: keys.of(project, 'data-sources', 'one', name),
    queryFn: () => api.dataSources.get({ params: { project, name } }),
  });
}

/** Fields and capabilities of a connector; they change only with the server's version. */
export function connectorQuery(name: string) {
  return queryOptions({
    queryKey: keys.installation('connectors', name),
    queryFn: async () => (await api.connectors.get({ params: { name } })) as unknown as ConnectorDescription,
    staleTime: Infinity,
  });
}
