import { checkAccess, parseConnection, SluiceError, type Access, type Connector, type Parameter } from '@sluice/core';
import { configErrors } from '@sluice/engine';
import { dataSourceRoutes } from '../contract/data-sources.ts';
import { requireIfMatch } from '../http/etags.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import {
  connectionOf,
  deleteDefinitions,
  findDefinitions,
  insertDefinition,
  saveDefinition,
  workSource,
  type Environment,
} from './data-sources.ts';
import { dataSourceErrors } from './errors.ts';
import { Look, type LookNeeds } from './look.ts';
import { createAccess, limitsOf } from '../worker/limits.ts';
import { withStoredSecrets } from './secrets.ts';
import { viewSources, type DataSourceView, type ViewNeeds } from './views.ts';

export interface DataSourceNeeds extends LookNeeds, ViewNeeds {
  /** Jobs of a project that name a data source. */
  usersOf(projectId: string, name: string): Promise<readonly { readonly job: string; readonly isDeployed: boolean }[]>;
}

export function dataSourceRouteSet(ground: Ground, needs: DataSourceNeeds): RouteSet {
  const { store, settings } = ground;
  const look = new Look(ground, needs);
  const access = createAccess(limitsOf(settings));

  const view = async (projectId: string, name: string): Promise<DataSourceView> => {
    const views = await viewSources(ground, projectId, await findDefinitions(ground, projectId, name), needs);
    return views[0] as DataSourceView;
  };
  /** Values as sent, with stored secrets in place of masks. */
  const complete = async (
    projectId: string,
    name: string | undefined,
    environment: Environment,
    sent: Parameter,
  ): Promise<Parameter> => {
    if (name === undefined) return sent;
    const rows = await findDefinitions(ground, projectId, name).catch(() => []);
    const row = rows.find((each) => each.environment === environment) ?? rows[0];
    return row === undefined ? sent : withStoredSecrets(sent, connectionOf(ground, row));
  };

  return routeSet('dataSources', dataSourceRoutes, {
    async list({ project, query }) {
      const names = await store.database
        .selectFrom('data_sources')
        .select('name_key')
        .distinct()
        .where('project_id', '=', project.id)
        .where('name_key', '>', query.cursor === undefined ? '' : String(decodeCursor(query.cursor)[0]))
        .$if(query.type !== undefined, (select) => select.where('type', '=', query.type ?? ''))
        .$if(query.search !== undefined, (select) =>
          select.where('name_key', 'like', `%${(query.search ?? '').toLowerCase().replaceAll(/[%_\\]/g, '')}%`),
        )
        .orderBy('name_key')
        .limit(query.limit + 1)
        .execute();
      const keys = names.slice(0, query.limit).map(({ name_key }) => name_key);
      const rows = await store.database
        .selectFrom('data_sources')
        .selectAll()
        .where('project_id', '=', project.id)
        .where('name_key', 'in', keys.length === 0 ? [''] : keys)
        .orderBy('name_key')
        .orderBy('environment', 'desc')
        .execute();
      const items = await viewSources(ground, project.id, rows, needs);
      const last = names.length > query.limit ? keys.at(-1) : undefined;
      return { items: [...items], ...(last === undefined ? {} : { nextCursor: encodeCursor([last]) }) };
    },
    get: async ({ project, params }) => view(project.id, params.name),
    async put(call) {
      const { project, params, query, body, caller, http } = call;
      const { environment } = query;
      const { name } = params;
      const connection = await complete(project.id, name, environment, body.connection as Parameter);
      await check(await connectorFor(body.type, needs), connection, access);
      const before = await view(project.id, name).catch(() => undefined);
      const isChange = before?.definitions[environment] !== undefined;
      const version = isChange ? requireIfMatch(http.request.headers['if-match']) : undefined;
      const { type, description } = body;
      const definition = { projectId: project.id, name, environment, type, description, connection };
      await saveDefinition(ground, { ...definition, changedBy: caller.userId }, version);
      const after = await view(project.id, name);
      call.note({ target: `data source ${name}`, before, after });
      return after;
    },
    async clone(call) {
      const { project, params, body, caller } = call;
      const rows = await findDefinitions(ground, project.id, params.name);
      await store.transaction(async (transaction) => {
        for (const row of rows) {
          const { type, description, environment } = row;
          await insertDefinition(ground, transaction, {
            type,
            description,
            environment: environment as Environment,
            projectId: project.id,
            name: body.name,
            connection: connectionOf(ground, row),
            changedBy: caller.userId,
          });
        }
      });
      const after = await view(project.id, body.name);
      call.note({ target: `data source ${body.name}`, after: { cloneOf: params.name, ...after } });
      return after;
    },
    async delete(call) {
      const { project, params, query } = call;
      const before = await view(project.id, params.name);
      const left = Object.keys(before.definitions).filter((each) => each !== query.environment);
      if (query.environment === undefined || left.length === 0) {
        const jobs = (await needs.usersOf(project.id, before.name)).map(({ job }) => job);
        if (jobs.length > 0) throw dataSourceErrors.inUse({ name: before.name, jobs });
      }
      await deleteDefinitions(ground, project.id, params.name, query.environment);
      call.note({ target: `data source ${before.name}`, before });
    },
    async users({ project, params }) {
      const [row] = await findDefinitions(ground, project.id, params.name);
      return { items: [...(await needs.usersOf(project.id, row?.name ?? ''))] };
    },
    async test({ project, params, body, signal }) {
      const rows = await findDefinitions(ground, project.id, params.name);
      const row = rows.find(({ environment }) => environment === body.environment);
      if (row === undefined) throw dataSourceErrors.notDefined({ name: params.name, environment: body.environment });
      const source = { name: row.name, type: row.type, connection: connectionOf(ground, row) };
      const result = await look.test(source, body.group, signal);
      const values = { at: Date.parse(result.at), is_ok: Number(result.ok), checks: JSON.stringify(result.checks) };
      await store.database
        .insertInto('data_source_tests')
        .values({ source_id: row.id, group_name: result.group, ...values })
        .onConflict((conflict) => conflict.columns(['source_id', 'group_name']).doUpdateSet(values))
        .execute();
      return result;
    },
    async testUnsaved({ project, body, signal }) {
      const { name, type, environment, group } = body;
      const connection = await complete(project.id, name, environment, body.connection as Parameter);
      await check(await connectorFor(type, needs), connection, access);
      return look.test({ name: name ?? 'unsaved', type, connection }, group, signal);
    },
    async tables({ project, params, query, signal }) {
      const source = await workSource(ground, project.id, params.name, query.environment);
      const { search, limit } = query;
      const filter = { limit, ...(search === undefined ? {} : { search }) };
      return { items: [...(await look.tables(source, query.group, filter, signal))] };
    },
    async describe({ project, params, query, signal }) {
      const source = await workSource(ground, project.id, params.name, query.environment);
      return look.describe(source, query.group, query.table, signal);
    },
    async preview({ project, params, body, signal }) {
      const source = await workSource(ground, project.id, params.name, body.environment);
      const { columns, rows, isWhole } = await look.preview(source, body.group, body.table, body.rows, signal);
      return { columns: [...columns], rows: rows.map((row) => [...row]) as never, isWhole };
    },
  });
}

async function connectorFor(type: string, { connectorOf }: LookNeeds): Promise<Connector> {
  const connector = await connectorOf(type);
  if (connector === undefined) throw configErrors.unknownConnector({ name: type }).at({ path: 'type' });
  if (Object.keys(connector.connection).length === 0) throw dataSourceErrors.noConnection({ type });
  return connector;
}

/** Throws the first thing that the connector does not accept, or that the limits of this server forbid. */
async function check(connector: Connector, connection: Parameter, access: Access): Promise<void> {
  const { options, issues } = parseConnection(connector, connection, 'connection');
  const first = issues.find(({ severity }) => severity === 'error');
  if (first === undefined && options !== undefined)
    return checkAccess(connector.connection, options, access, 'connection');
  if (first === undefined) return;
  const { code, message, hint, path } = first;
  throw new SluiceError({ code, kind: 'config', message, hint, place: path === undefined ? undefined : { path } });
}
