import { registry } from '@sluice/connectors';
import { describeConnector, jsonSchemaOf } from '@sluice/core';
import { ConnectorLookup } from '@sluice/engine';
import { connectorRoutes } from '../contract/data-sources.ts';
import { httpErrors } from '../http/errors.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import { dataSourceRouteSet, type DataSourceNeeds } from './routes.ts';

export const connectors = new ConnectorLookup(registry);

/** Data sources, and the kinds of systems that there are. */
export function dataSourceSubject(ground: Ground, needs: Omit<DataSourceNeeds, 'connectorOf'>): Subject {
  const connectorOf = (type: string) => connectors.find(type);
  const kinds = routeSet('connectors', connectorRoutes, {
    async list() {
      const found = await Promise.all(connectors.names.map(connectorOf));
      const items = found.flatMap((connector) => {
        if (connector === undefined) return [];
        const { name, title, summary, reader, writer, explore, connection } = connector;
        const can = { canRead: reader !== undefined, canWrite: writer !== undefined, canBrowse: explore !== undefined };
        return [{ name, title, summary, ...can, needsDataSource: Object.keys(connection).length > 0 }];
      });
      return { items };
    },
    async get({ params }) {
      const connector = await connectorOf(params.name);
      if (connector === undefined) throw httpErrors.notFound({ what: 'connector', name: params.name });
      const { connection, reader, writer } = connector;
      return {
        ...describeConnector(connector),
        schemas: {
          connection: jsonSchemaOf(connection),
          ...(reader === undefined ? {} : { reader: jsonSchemaOf({ ...connection, ...reader.fields }) }),
          ...(writer === undefined ? {} : { writer: jsonSchemaOf({ ...connection, ...writer.fields }) }),
        },
      } as unknown as Record<string, never>;
    },
  });
  return { routes: [kinds, dataSourceRouteSet(ground, { ...needs, connectorOf })] };
}
