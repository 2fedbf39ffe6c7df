import { once } from 'node:events';
import { readDirty, readJson, runFolder, type RunReport } from '@sluice/engine';
import type { RunReportView } from '../contract/run-report.ts';
import { runRoutes } from '../contract/runs.ts';
import { sendEvents } from '../http/events.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import { configurationOf } from './configuration.ts';
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
      const after = await queued(row);
      call.note({ target: nameOf(row), after });
      return after;
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
      if (!isOver(run)) throw runServiceErrors.notFinished({ state: run.state });
      const report = run.engine_run === null ? undefined : storedReport(stateFolder, run.engine_run);
      if (report === undefined) throw runServiceErrors.reportGone();
      return reportView(report);
    },
    configuration: async ({ project, params }) =>
      configurationOf(database, await findRun(database, project.id, params.run)),
    async cancel(call) {
      const run = await findRun(database, call.project.id, call.params.run);
      const before = stateOf(run);
      call.note({ target: nameOf(run), before });
      const row = await cancelRun(ground, run, call.body.now);
      call.note({ after: stateOf(row) });
      return queued(row);
    },
    async rerun(call) {
      const run = await findRun(database, call.project.id, call.params.run);
      if (!isOver(run)) throw runServiceErrors.notFinished({ state: run.state });
      const after = await queued(await repeatRun(ground, run, call.caller.userId));
      call.note({ target: nameOf(run), after });
      return after;
    },
    async resume(call) {
      const run = await findRun(database, call.project.id, call.params.run);
      const { inDoubt } = call.body;
      const row = await store.transaction((transaction) => resumeRun(ground, run, transaction, inDoubt));
      const answer = inDoubt === undefined ? {} : { inDoubt };
      call.note({ target: nameOf(run), before: stateOf(run), after: { ...stateOf(row), ...answer } });
      return queued(row);
    },
    async events({ project, params, query, http }) {
      const run = await findRun(database, project.id, params.run);
      await sendEvents(http.request, http.reply, (lastId, signal) =>
        runEvents(store, logs, { runId: run.id, after: Number(lastId ?? query.after) || 0 }, signal),
      );
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
      const again = await repeatRun(ground, run, call.caller.userId, { engineRun: run.engine_run ?? '', ...file });
      const after = await queued(again);
      call.note({ target: nameOf(run), after });
      return after;
    },
  });
}

/** For the audit log. */
function nameOf({ id, job_name }: RunRow): string {
  return `run ${id} of job ${job_name}`;
}

function stateOf({ state, stop }: RunRow) {
  return { state, ...(stop === null ? {} : { asked: stop }) };
}

/** Undefined when the folder of the run is gone, or it ended before there was a report. */
function storedReport(stateFolder: string, engineRun: string): RunReport | undefined {
  return readJson(runFolder(stateFolder, engineRun), 'report.json') as unknown as RunReport | undefined;
}

/** The declaration of the contract covers all of the engine's report: types tell when one of them goes astray. */
function reportView(report: RunReport): RunReportView {
  return report satisfies Shape<RunReportView> as RunReportView;
}

/** `details` are JSON of any depth. */
type Shape<T> = { readonly [Key in keyof T]: Key extends 'details' ? unknown : Shape<T[Key]> };
