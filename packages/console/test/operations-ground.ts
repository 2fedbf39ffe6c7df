/** What the tests of operations look at: a run that goes on, one with dirty records, a small tree of scheduled jobs. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project, type House } from './house.ts';

type NewJob = Parameters<House['api']['jobs']['create']>[0]['body'];

function script(reader: object, writer: object, setting: object = {}): string {
  return JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [
      { ...reader, category: 'reader', name: 'Reader' },
      { ...writer, category: 'writer', name: 'Writer' },
    ],
    setting: { speed: { concurrent: 2, throttle: false }, errorLimit: { record: '10' }, ...setting },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  });
}

const nowhere = { stepType: 'stream', parameter: { print: false } };
const rows = (count: number, text: string) => ({
  stepType: 'stream',
  parameter: { column: [{ type: 'string', value: text }], sliceRecordCount: count },
});

/** Ten rows that go nowhere. */
export const short = script(rows(10, 'x'), nowhere);
/** About twelve seconds by its rate limit. */
export const slow = script(rows(6_000, 'x'.repeat(1_000)), nowhere, {
  speed: { concurrent: 2, throttle: true, mbps: '1' },
});
const broken = script({ stepType: 'txtfile', parameter: { path: ['nowhere/*.csv'], column: ['*'] } }, nowhere);

/** Every hundredth of 300 lines is no number. */
function dirtyScript(house: House): string {
  const files = join(house.server.ground.settings.dataFolder, 'files');
  mkdirSync(join(files, 'in'), { recursive: true });
  const lines = Array.from({ length: 300 }, (_, row) => (row % 100 === 99 ? `no number ${row}` : String(row)));
  writeFileSync(join(files, 'in', 'numbers.csv'), `${lines.join('\n')}\n`);
  const reader = {
    stepType: 'txtfile',
    parameter: { path: [join(files, 'in', '*.csv')], column: [{ index: 0, type: 'long', name: 'n' }] },
  };
  const writer = {
    stepType: 'txtfile',
    parameter: { path: join(files, 'out'), fileName: 'numbers', singleFileOutput: true },
  };
  return script(reader, writer);
}

/** Jobs, and instances of `extract`, `clean`, `publish` and `audit` for three business dates. */
export async function prepareOperations(house: House): Promise<void> {
  const make = (name: string, text: string, body: Partial<NewJob> = {}) =>
    house.api.jobs.create({ params: { project }, body: { name, script: text, ...body } });
  await make('slow', slow);
  await make('dirty', dirtyScript(house));
  const scheduled = async (name: string, text: string, parents: readonly string[]): Promise<void> => {
    const dependencies = [
      ...parents.map((job) => ({ kind: 'sameCycle' as const, job })),
      { kind: 'previousSelf' as const },
    ];
    const schedule = {
      schedule: { cycle: { kind: 'day' as const, time: '00:10' } },
      dependencies,
      policy: { retries: 0 },
    };
    await make(name, text, { parameters: 'day=$bizdate', schedule });
    const params = { project, job: name };
    await house.api.jobs.submit({ params, body: {} });
    await house.api.jobs.deploy({ params, body: {} });
  };
  await scheduled('extract', short, []);
  await scheduled('clean', short, ['extract']);
  await scheduled('reject', broken, ['extract']);
  await scheduled('publish', short, ['clean', 'reject']);
}

/** Leaves a finished run of two splits as a process does that is killed while it commits the second one. */
export async function putInDoubt({ server }: House, run: string): Promise<void> {
  const { store, settings } = server.ground;
  const { engine_run: engineRun } = await store.database
    .updateTable('runs')
    .set({ state: 'failed' })
    .where('id', '=', run)
    .returning('engine_run')
    .executeTakeFirstOrThrow();
  const folder = join(settings.dataFolder, 'state', 'runs', engineRun ?? '');
  const [state, tasks] = [join(folder, 'run.json'), join(folder, 'tasks.ndjson')];
  writeFileSync(state, JSON.stringify({ ...(JSON.parse(readFileSync(state, 'utf8')) as object), state: 'failed' }));
  const lines = readFileSync(tasks, 'utf8').trimEnd().split('\n');
  const [first, second] = lines.filter((line) => line.includes('"done"'));
  writeFileSync(tasks, `${first}\n${second?.replace('"done"', '"committing"')}\n`);
}

/** Waits until something is so. */
export async function until<Found>(look: () => Promise<Found>, isSo: (found: Found) => boolean): Promise<Found> {
  for (let turn = 0; turn < 300; turn++) {
    const found = await look();
    if (isSo(found)) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('waited in vain');
}
