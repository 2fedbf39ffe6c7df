/** Instances of a server: what the schedule made, and what people do with it. */
import type { CommandContext, Outcome } from '../command/context.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { formatAmount, formatMoment } from '../terminal/numbers.ts';
import { pairLines, tableLines } from '../terminal/table.ts';
import { connect, type Api } from './connect.ts';
import { itemsOf } from './pages.ts';

type Instance = Awaited<ReturnType<Api['instances']['list']>>['items'][number];
type Query = NonNullable<Parameters<Api['instances']['list']>[0]['query']>;
type Operation = Parameters<Api['instances']['operate']>[0]['body']['operation'];

export async function listInstances(filter: Query, most: number, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const page = (query: Query) => api.instances.list({ params: { project }, query: { ...filter, ...query } });
  const items = await itemsOf(page, { most });
  const lines = items.length === 0 ? ['No such instances.'] : instanceLines(items);
  return { summary: formatAmount(items.length, 'instance'), result: items, lines };
}

function instanceLines(items: readonly Instance[]): string[] {
  const rows = items.map(({ id, job, kind, businessDate, cycleTime, state, isFrozen, error = '' }) => [
    id,
    job,
    kind,
    businessDate,
    `${cycleTime.slice(8, 10)}:${cycleTime.slice(10, 12)}`,
    isFrozen ? `${state}, frozen` : state,
    error,
  ]);
  const titles = ['instance', 'job', 'kind', 'date', 'time', 'state', 'error'].map((title) => ({ title }));
  return tableLines(titles, rows);
}

export async function showInstance(instance: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const found = await api.instances.get({ params: { project, instance } });
  const lines = pairLines([
    ['instance', found.id],
    ['job', found.job],
    ['business date', found.businessDate],
    ['planned', formatMoment(found.plannedAt)],
    ['state', found.isFrozen ? `${found.state}, frozen` : found.state],
    ['error', found.error],
    ...found.waiting.map(({ text }): [string, string] => ['waits', text]),
    ...found.runs.map((run): [string, string] => ['run', run]),
    ...Object.entries(found.parameters).map(([name, value]): [string, string] => ['parameter', `${name}=${value}`]),
    ...found.history.map(({ at, by, text }): [string, string] => {
      return ['history', `${formatMoment(at)}  ${text}${by === undefined ? '' : ` (${by})`}`];
    }),
  ]);
  return { summary: `${found.job} ${found.businessDate}: ${found.state}`, result: found, lines };
}

/** One after the other; each has its own outcome, and those that are refused do not hold up the others. */
export async function operateInstances(
  operation: Operation,
  instances: readonly string[],
  context: CommandContext,
): Promise<Outcome> {
  const { api, project } = await connect(context);
  const outcomes: { instance: string; ok: boolean; state?: string; code?: string; problem?: string }[] = [];
  for (const instance of instances) {
    try {
      const { state } = await api.instances.operate({ params: { project, instance }, body: { operation } });
      outcomes.push({ instance, ok: true, state });
    } catch (error) {
      const { code, message } = error as Error & { readonly code?: string };
      if (instances.length === 1 || code === undefined) throw error;
      outcomes.push({ instance, ok: false, code, problem: message });
    }
  }
  const done = outcomes.filter(({ ok }) => ok).length;
  return {
    summary: `${formatAmount(done, 'instance')} of ${instances.length} done`,
    result: outcomes,
    lines: outcomes.map(({ instance, state, problem }) => `${instance}: ${state ?? `refused, ${problem}`}`),
    exitCode: done === instances.length ? exitCodes.ok : exitCodes.invalid,
  };
}

/** A test instance of the deployed version, with the parameters of a date. */
export async function testInstance(job: string, businessDate: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const made = await api.instances.test({ params: { project, job }, body: { businessDate } });
  return { summary: `test instance ${made.id}`, result: made, lines: instanceLines([made]) };
}
