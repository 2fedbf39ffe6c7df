import { once } from 'node:events';
import { openRunFolder, readDirty, readJson } from '@sluice/engine';
import { runRoutes } from '../contract/runs.ts';
import { sendEvents } from '../http/events.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import { cancelRun, findRun, isOver, resumeRun } from './control.ts';
import { dirtyFilesOf, listDirty, storeRepaired } from './dirty.ts';
import { runServiceErrors } from './errors.ts';
import { runEvents } from './events.ts';
import { LogFiles, type LogLine } from './log-file.ts';
import type { RunRow } from './queue.ts';
import { repeatRun, startRun } from './start.ts';
import { viewRuns, type RunView } from './views.ts';

/** @param wake tells the dispatcher that the queue has changed. */
export function runRouteSet(ground: Ground, stateFolder: string, wake: () => void): RouteSet {
  const { store, clock } = ground;
  const { database } = store;
  const logs = new LogFiles(stateFolder);
  const view = async (row: RunRow): Promise<RunView> => (await viewRuns(database, [row]))[0] as RunView;
  const queued = async (row: RunRow): Promise<RunView> => {
    wake();
    return view(row);
  };

  return routeSet('runs', runRoutes, {
    async start(call) {
      const { project, params, body, caller } = call;
      const row = await startRun(ground, {
        projectId: project.id,
        jobName: params.job,
        userId: caller.userId,
        ...body,
      });
      call.note({ target: `run ${row.id} of job ${row.job_name}` });
      return queued(row);
    },
    async list({ project, query }) {
      const { limit, cursor, job, state, from, to } = query;
      let select = database.selectFrom('runs').selectAll().where('project_id', '=', project.id);
      if (cursor !== undefined) select = select.where('id', '<', String(decodeCursor(cursor)[0]));
      if (job !== undefined) select = select.where('job_name', '=', job);
      if (state !== undefined) select = select.where('state', '=', state);
      if (from !== undefined) select = select.where('queued_at', '>=', Date.parse(from));
      if (to !== undefined) select = select.where('queued_at', '<', Date.parse(to));
      const rows = await select
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute();
      const items = rows.slice(0, limit);
      const last = rows.length > limit ? items.at(-1) : undefined;
      const views = await viewRuns(database, items);
      return { items: views, ...(last === undefined ? {} : { nextCursor: encodeCursor([last.id]) }) };
    },
    get: async ({ project, params }) => view(await findRun(database, project.id, params.run)),
    async report({ project, params }) {
      const run = await findRun(database, project.id, params.run);
      const report =
        run.engine_run === null ? undefined : readJson(openRunFolder(stateFolder, run.engine_run), 'report.json');
      if (!isOver(run) || report === undefined) throw runServiceErrors.notFinished({ state: run.state });
      return report as unknown as Record<string, never>;
    },
    async cancel(call) {
      const run = await findRun(database, call.project.id, call.params.run);
      call.note({ target: `run ${run.id}` });
      return queued(await cancelRun(ground, run, call.body.now));
    },
    async rerun(call) {
      const run = await findRun(database, call.project.id, call.params.run);
      if (!isOver(run)) throw runServiceErrors.notFinished({ state: run.state });
      call.note({ target: `run ${run.id}` });
      return queued(await repeatRun(ground, run, call.caller.userId));
    },
    async resume(call) {
      const run = await findRun(database, call.project.id, call.params.run);
      call.note({ target: `run ${run.id}` });
      return queued(await resumeRun(store, run));
    },
    async events({ project, params, http }) {
      const run = await findRun(database, project.id, params.run);
      await sendEvents(http.request, http.reply, (lastId, signal) => runEvents(store, logs, run.id, lastId, signal));
    },
    async log({ project, params, query }) {
      const run = await findRun(database, project.id, params.run);
      const items: LogLine[] = [];
      if (run.engine_run === null) return { items: [] };
      for await (const line of logs.read(run.engine_run, query.after)) {
        if (query.level !== undefined && line.level !== query.level) continue;
        if (query.search !== undefined && !JSON.stringify(line).toLowerCase().includes(query.search.toLowerCase()))
          continue;
        if (items.push(line) >= query.limit) break;
      }
      return { items: items as never };
    },
    async dirty({ project, params, query }) {
      const run = await findRun(database, project.id, params.run);
      return (await listDirty(stateFolder, run, query)) as never;
    },
    async dirtyFile({ project, params, http: { reply } }) {
      const files = dirtyFilesOf(stateFolder, await findRun(database, project.id, params.run));
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'content-disposition': `attachment; filename="dirty-${params.run}.ndjson"`,
        'x-content-type-options': 'nosniff',
      });
      for await (const record of readDirty(files)) {
        if (raw.destroyed) return;
        if (!raw.write(`${JSON.stringify(record)}\n`)) await Promise.race([once(raw, 'drain'), once(raw, 'close')]);
      }
      raw.end();
    },
    async replay(call) {
      const run = await findRun(database, call.project.id, call.params.run);
      if (!isOver(run)) throw runServiceErrors.notFinished({ state: run.state });
      if (call.body.records === undefined) dirtyFilesOf(stateFolder, run);
      const file =
        call.body.records === undefined ? {} : { file: storeRepaired(stateFolder, call.body.records, clock.now()) };
      call.note({ target: `run ${run.id}` });
      return queued(await repeatRun(ground, run, call.caller.userId, { engineRun: run.engine_run ?? '', ...file }));
    },
  });
}
