/** Jobs that a server keeps: from files, through versions, into production. */
import { basename } from 'node:path';
import type { CommandContext, Outcome } from '../command/context.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { cliErrors } from '../errors.ts';
import { readTextFile } from '../job/read-text.ts';
import { readAll } from '../terminal/streams.ts';
import { formatAmount, formatMoment } from '../terminal/numbers.ts';
import { tableLines } from '../terminal/table.ts';
import { connect, type Api, type Remote } from './connect.ts';
import { itemsOf } from './pages.ts';

type Job = Awaited<ReturnType<Api['jobs']['get']>>;

export interface JobFilter {
  readonly search?: string;
  readonly folder?: string;
  readonly state?: Job['state'];
  readonly owner?: string;
}

export async function listJobs(filter: JobFilter, most: number, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const items = await itemsOf((query) => api.jobs.list({ params: { project }, query: { ...filter, ...query } }), {
    most,
  });
  const rows = items.map(({ name, state, folder, reader = '', writer = '', owner, deployedVersion }) => [
    name,
    state,
    deployedVersion === undefined ? '' : String(deployedVersion),
    `${reader} → ${writer}`,
    folder,
    owner,
  ]);
  const titles = ['job', 'state', 'version', 'moves', 'folder', 'owner'].map((title) => ({ title }));
  const summary = formatAmount(items.length, 'job');
  return {
    summary,
    result: items,
    lines: items.length === 0 ? [`No jobs in the project ${project}.`] : tableLines(titles, rows),
  };
}

/** The script as it is, so that it can be kept in a file. */
export async function showJob(job: string, number: number | undefined, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const found =
    number === undefined
      ? await api.jobs.get({ params: { project, job } })
      : await api.jobs.getVersion({ params: { project, job, number } });
  const lines = found.script.replace(/\n$/, '').split('\n');
  return { summary: `script of ${job}`, result: found, lines };
}

export interface PushFlags {
  readonly name?: string;
  readonly folder?: string;
  readonly description?: string;
  readonly params?: string;
  readonly comment?: string;
  readonly submit?: boolean;
  readonly deploy?: boolean;
}

/** Makes a job of a file, or changes the one of that name; submits and deploys it when asked to. */
export async function pushJob(file: string, flags: PushFlags, context: CommandContext): Promise<Outcome> {
  if (file === '-' && flags.name === undefined)
    throw cliErrors.usage({ message: 'Standard input has no name.', hint: 'Give the name of the job with --name.' });
  const remote = await connect(context);
  const script = file === '-' ? await readAll(context.input()) : readTextFile(file);
  const name = flags.name ?? basename(file).replace(/\.[^.]*$/, '');
  const { folder, description, params: parameters } = flags;
  const change = {
    script,
    ...(folder === undefined ? {} : { folder }),
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
  };
  const before = await jobNamed(remote, name);
  const { api, project } = remote;
  const made =
    before === undefined
      ? await api.jobs.create({ params: { project }, body: { name, ...change } })
      : await api.jobs.update({ params: { project, job: name }, body: change, ifMatch: before.version });
  const done = [before === undefined ? 'made' : 'changed'];
  const isToSubmit = flags.submit === true || flags.deploy === true;
  const body = flags.comment === undefined ? {} : { comment: flags.comment };
  const submitted = isToSubmit ? await api.jobs.submit({ params: { project, job: name }, body }) : made;
  if (isToSubmit) done.push(`submitted as version ${submitted.submittedVersion}`);
  if (flags.deploy !== true) return changedOutcome(submitted, done.join(', '));
  const { notes, ...deployed } = await api.jobs.deploy({ params: { project, job: name }, body: {} });
  return changedOutcome(deployed, [...done, 'deployed'].join(', '), notes);
}

/** Undefined when there is none. */
async function jobNamed({ api, project }: Remote, job: string): Promise<Job | undefined> {
  return api.jobs.get({ params: { project, job } }).catch((error: unknown) => {
    if ((error as { readonly code?: string }).code === 'HTTP_NOT_FOUND') return undefined;
    throw error;
  });
}

type Note = Awaited<ReturnType<Api['jobs']['deploy']>>['notes'][number];

function changedOutcome(job: Job, done: string, notes: readonly Note[] = []): Outcome {
  const summary = `${job.name}: ${done}`;
  const lines = [summary, ...notes.map(({ severity, message }) => `${severity}: ${message}`)];
  return { summary, result: notes.length === 0 ? job : { ...job, notes }, lines };
}

export async function submitJob(job: string, comment: string | undefined, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const body = comment === undefined ? {} : { comment };
  const submitted = await api.jobs.submit({ params: { project, job }, body });
  return changedOutcome(submitted, `submitted as version ${submitted.submittedVersion}`);
}

export async function deployJob(job: string, number: number | undefined, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const body = number === undefined ? {} : { number };
  const { notes, ...deployed } = await api.jobs.deploy({ params: { project, job }, body });
  return changedOutcome(deployed, `version ${deployed.deployedVersion} deployed`, notes);
}

export async function undeployJob(job: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  return changedOutcome(await api.jobs.undeploy({ params: { project, job } }), 'taken out of production');
}

export async function listVersions(job: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const { items } = await api.jobs.versions({ params: { project, job } });
  const rows = items.map(({ number, createdAt, createdBy = '', isDeployed, comment }) => [
    String(number),
    formatMoment(createdAt),
    createdBy,
    isDeployed ? 'deployed' : '',
    comment,
  ]);
  const titles = ['version', 'submitted', 'by', '', 'comment'].map((title) => ({ title }));
  const summary = formatAmount(items.length, 'version');
  return {
    summary,
    result: items,
    lines: items.length === 0 ? [`${job} was never submitted.`] : tableLines(titles, rows),
  };
}

export async function restoreVersion(job: string, number: number, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  return changedOutcome(
    await api.jobs.rollBack({ params: { project, job, number } }),
    `draft is version ${number} again`,
  );
}

export async function deleteJob(job: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  await api.jobs.delete({ params: { project, job } });
  return { summary: `${job}: deleted`, result: { job }, lines: [`${job}: deleted`] };
}

/** Each file has its own outcome. */
export async function importJobs(files: readonly string[], folder: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const body = { folder, files: files.map((file) => ({ name: basename(file), script: readTextFile(file) })) };
  const { items } = await api.jobs.import({ params: { project }, body });
  const rows = items.map(({ file, job = '', outcome, issues }) => [file, outcome, job, issues[0]?.message ?? '']);
  const titles = ['file', 'outcome', 'job', 'first problem'].map((title) => ({ title }));
  const refused = items.filter(({ outcome }) => outcome === 'refused').length;
  return {
    summary: `${formatAmount(items.length - refused, 'file')} of ${items.length} imported`,
    result: items,
    lines: tableLines(titles, rows),
    exitCode: refused === 0 ? exitCodes.ok : exitCodes.invalid,
  };
}
