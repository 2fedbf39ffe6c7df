/** How soon a small job that somebody starts has written its first row: the target notes the time of each row. */
import type { Server } from '@sluice/testkit';
import { Client } from 'pg';
import type { Figure } from './figures.ts';
import type { Api } from './processes.ts';

const goalMs = 500;
const params = { project: 'trigger' };
/** A person starts one job after the other, not at the same moment. */
const pauseMs = 3_000;

export async function measureTrigger(
  store: string,
  api: Api,
  server: Server,
  turns: number,
): Promise<readonly Figure[]> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query(`drop table if exists source, target;
      create table source as select n as id, 'name ' || n as name from generate_series(1, 10) as n;
      create table target (id int, name text, written_at timestamptz default clock_timestamp())`);
    await deploy(api, server);
    const first: number[] = [];
    const whole: number[] = [];
    for (let turn = 0; turn < turns; turn++) {
      await new Promise((done) => setTimeout(done, pauseMs));
      await client.query('truncate target');
      const startedAt = Date.now();
      const { id } = await api.runs.start({ params: { ...params, job: 'small' }, body: {} });
      const finishedAt = await endOf(api, id);
      const { rows } = await client.query<{ at: Date }>('select min(written_at) as at from target');
      first.push((rows[0]?.at.getTime() ?? NaN) - startedAt);
      whole.push(finishedAt - startedAt);
    }
    return [
      { store, what: 'from trigger to the first row of a small job', unit: 'ms', goal: goalMs, values: first },
      { store, what: 'from trigger to the end of a small job', unit: 'ms', values: whole },
    ];
  } finally {
    await client.end();
  }
}

async function deploy(api: Api, { host, port, user, password, database }: Server): Promise<void> {
  await api.projects.create({ body: { name: params.project, timeZone: 'UTC' } });
  const connection = { host, port, user, password, database };
  await api.dataSources.put({ params: { ...params, name: 'here' }, body: { type: 'postgresql', connection } });
  const side = (category: string, table: string) => ({
    stepType: 'postgresql',
    category,
    name: category,
    parameter: { datasource: 'here', table, column: ['id', 'name'] },
  });
  const script = JSON.stringify({
    type: 'job',
    version: '2.0',
    steps: [side('reader', 'source'), side('writer', 'target')],
    setting: { speed: { concurrent: 1, throttle: false } },
    order: { hops: [{ from: 'reader', to: 'writer' }] },
  });
  await api.jobs.create({ params, body: { name: 'small', script } });
  await api.jobs.submit({ params: { ...params, job: 'small' }, body: {} });
  await api.jobs.deploy({ params: { ...params, job: 'small' }, body: {} });
}

/** Throws when it has not succeeded. */
async function endOf(api: Api, run: string): Promise<number> {
  for (;;) {
    const { state, finishedAt, error } = await api.runs.get({ params: { ...params, run } });
    if (state === 'succeeded') return Date.parse(finishedAt ?? '');
    if (state === 'failed' || state === 'cancelled') throw new Error(`The run has ${state}: ${JSON.stringify(error)}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}
