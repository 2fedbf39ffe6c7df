import { jobRoutes } from '../contract/jobs.ts';
import type { JobSchedule } from '../contract/schedule.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import { importJobs } from './import.ts';
import { changeJob, createJob, deleteJob, findJob, type JobRow } from './jobs.ts';
import { listJobs } from './list.ts';
import { readScript } from './read-script.ts';
import { noScheduling, type Scheduling } from './scheduling.ts';
import {
  deployJob,
  findVersion,
  listVersions,
  restoreVersion,
  submitJob,
  undeployJob,
  type VersionRow,
} from './versions.ts';
import { issueView, jobOf, namesOf, type JobView } from './views.ts';

/** Jobs: scripts with versions, from draft to production. */
export function jobSubject(ground: Ground, scheduling: Scheduling = noScheduling): Subject {
  const { database } = ground.store;
  const view = async (row: JobRow): Promise<JobView> =>
    jobOf(row, await namesOf(database, [row.owner_id, row.changed_by]));
  const entry = (row: VersionRow, job: JobRow, names: ReadonlyMap<string, string>) => {
    const createdBy = names.get(row.created_by ?? '');
    return {
      number: row.number,
      comment: row.comment,
      createdAt: new Date(row.created_at).toISOString(),
      ...(createdBy === undefined ? {} : { createdBy }),
      isDeployed: job.deployed_version === row.number,
    };
  };

  const routes = routeSet('jobs', jobRoutes, {
    list: ({ project, query }) => listJobs(database, project.id, query),
    async create(call) {
      const after = await view(await createJob(ground, authorOf(call), call.body));
      call.note({ target: `job ${after.name}`, after });
      return after;
    },
    get: async ({ project, params }) => view(await findJob(database, project.id, params.job)),
    async update(call) {
      const { params, body, project } = call;
      const before = await view(await findJob(database, project.id, params.job));
      const after = await view(await changeJob(ground, authorOf(call), params.job, body, call.ifMatch, scheduling));
      call.note({ target: `job ${after.name}`, before, after });
      return after;
    },
    async delete(call) {
      const row = await deleteJob(ground, call.project.id, call.params.job);
      call.note({ target: `job ${row.name}`, before: await view(row) });
    },
    async check({ body }) {
      const { issues } = await readScript(body.script, body.parameters);
      return { isValid: !issues.some(({ severity }) => severity === 'error'), issues: issues.map(issueView) };
    },
    async submit(call) {
      const before = await findJob(database, call.project.id, call.params.job);
      const row = await submitJob(ground, authorOf(call), call.params.job, call.body.comment);
      const after = await view(row);
      call.note({ target: `job ${after.name}`, before: stateOf(before), after: stateOf(row) });
      return after;
    },
    async deploy(call) {
      const { project, params, body } = call;
      const before = await findJob(database, project.id, params.job);
      const { row, issues } = await deployJob(ground, project.id, params.job, body.number, scheduling);
      const after = await view(row);
      call.note({ target: `job ${after.name}`, before: stateOf(before), after: stateOf(row) });
      return { ...after, notes: issues.map(issueView) };
    },
    async undeploy(call) {
      const before = await findJob(database, call.project.id, call.params.job);
      const row = await undeployJob(ground, call.project.id, call.params.job, scheduling);
      call.note({ target: `job ${row.name}`, before: stateOf(before), after: stateOf(row) });
      return view(row);
    },
    async versions({ project, params }) {
      const job = await findJob(database, project.id, params.job);
      const rows = await listVersions(database, job);
      const names = await namesOf(
        database,
        rows.map(({ created_by }) => created_by),
      );
      return { items: rows.map((row) => entry(row, job, names)) };
    },
    async getVersion({ project, params }) {
      const job = await findJob(database, project.id, params.job);
      const row = await findVersion(database, job, params.number);
      const names = await namesOf(database, [row.created_by]);
      const { script, parameters, schedule } = row;
      return {
        ...entry(row, job, names),
        script,
        parameters,
        ...(schedule === null ? {} : { schedule: JSON.parse(schedule) as JobSchedule }),
      };
    },
    async rollBack(call) {
      const before = await view(await findJob(database, call.project.id, call.params.job));
      const after = await view(await restoreVersion(ground, authorOf(call), call.params.job, call.params.number));
      call.note({ target: `job ${after.name}`, before, after: { restored: call.params.number, ...after } });
      return after;
    },
    async import(call) {
      const items = await importJobs(ground, authorOf(call), call.body.folder, call.body.files);
      const after = items.map(({ file, job, outcome }) => ({ file, job, outcome }));
      call.note({ target: `${items.length} files`, after });
      return { items: [...items] };
    },
  });
  return { routes: [routes] };
}

/** What submitting and deploying change, for the audit log. */
function stateOf({ state, submitted_version, deployed_version }: JobRow) {
  return { state, submittedVersion: submitted_version, deployedVersion: deployed_version };
}

function authorOf({
  project,
  caller,
}: {
  readonly project: { readonly id: string };
  readonly caller: { readonly userId: string };
}) {
  return { projectId: project.id, userId: caller.userId };
}
