/** Backfills of a server: instances for business dates that are over. */
import type { CommandContext, Outcome } from '../command/context.ts';
import { formatAmount, formatMoment } from '../terminal/numbers.ts';
import { pairLines, tableLines } from '../terminal/table.ts';
import { connect, type Api } from './connect.ts';
import { itemsOf } from './pages.ts';

type Body = Parameters<Api['backfills']['create']>[0]['body'];
type Backfill = Awaited<ReturnType<Api['backfills']['get']>>;

export async function listBackfills(job: string | undefined, most: number, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const filter = job === undefined ? {} : { job };
  const page = (query: object) => api.backfills.list({ params: { project }, query: { ...filter, ...query } });
  const items = await itemsOf(page, { most });
  const rows = items.map(({ id, name, state, total, states, createdAt }) => [
    id,
    state,
    `${states.success ?? 0} of ${total}`,
    formatMoment(createdAt),
    name,
  ]);
  const titles = ['backfill', 'state', 'done', 'started', 'name'].map((title) => ({ title }));
  const lines = items.length === 0 ? ['No backfills.'] : tableLines(titles, rows);
  return { summary: formatAmount(items.length, 'backfill'), result: items, lines };
}

export async function showBackfill(backfill: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  return outcomeOf(await api.backfills.get({ params: { project, backfill } }));
}

export async function startBackfill(body: Body, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  return outcomeOf(await api.backfills.create({ params: { project }, body }));
}

export async function stopBackfill(backfill: string, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  return outcomeOf(await api.backfills.stop({ params: { project, backfill } }));
}

function outcomeOf(backfill: Backfill): Outcome {
  const { id, name, state, ranges, total, states } = backfill;
  const lines = pairLines([
    ['backfill', id],
    ['name', name],
    ['state', state],
    ...ranges.map(({ from, to }): [string, string] => ['dates', from === to ? from : `${from} to ${to}`]),
    ['instances', String(total)],
    ...Object.entries(states).map(([of, count]): [string, string] => [of, String(count)]),
  ]);
  return { summary: `backfill ${id}: ${state}`, result: backfill, lines };
}

/** What would be made, in the order of the dates. */
export async function previewBackfill(asked: Body, context: CommandContext): Promise<Outcome> {
  const { name: _, ...body } = asked;
  const { api, project } = await connect(context);
  const preview = await api.backfills.preview({ params: { project }, body });
  const { total, jobs, steps } = preview;
  const jobRows = jobs.map(({ job, isDryRun, why }) => [job, why, isDryRun ? 'dry run' : '']);
  const stepRows = steps.map(({ businessDate, group, after = '', instances }) => [
    businessDate,
    String(group + 1),
    after,
    instances.map(({ job, isDryRun }) => (isDryRun ? `(${job})` : job)).join(' '),
  ]);
  return {
    summary: `${formatAmount(total, 'instance')} would be made`,
    result: preview,
    lines: [
      ...tableLines(
        ['job', 'why', ''].map((title) => ({ title })),
        jobRows,
      ),
      '',
      ...tableLines(
        ['date', 'group', 'after', 'instances'].map((title) => ({ title })),
        stepRows,
      ),
      '',
      `${formatAmount(total, 'instance')} would be made.`,
    ],
  };
}
