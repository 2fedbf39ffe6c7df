/** Limits that hold whatever the rows are like. */
import { registry } from '@sluice/connectors';
import type { Job } from '@sluice/core';
import { ConnectorLookup, runJob, systemClock } from '@sluice/engine';
import { describeWithService, service, silentLogger, temporaryFolder } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { mariadbQuery, postgresqlQuery, step } from '../servers.ts';
import { run } from './run.ts';

const megabytes = 1024 * 1024;

test.each([1, 3])('the rate limit holds from the second second on, with %d channels', async (channels) => {
  const bytesPerSecond = 2 * megabytes;
  const samples: { readonly seconds: number; readonly bytes: number }[] = [];
  const job: Job = {
    format: 'script-2.0',
    reader: {
      name: 'Reader',
      connector: 'stream',
      parameter: { sliceRecordCount: Math.ceil(90_000 / channels), column: [{ type: 'string', random: '100,140' }] },
      path: 'steps[0].parameter',
    },
    writer: { name: 'Writer', connector: 'stream', parameter: { print: false }, path: 'steps[1].parameter' },
    transforms: [],
    setting: { concurrent: channels, bytesPerSecond, isDistributed: false, canFailOver: false, lenientDates: false },
    source: {},
  };
  const startedAt = performance.now();
  const report = await runJob({
    job,
    jobName: 'rate',
    fingerprint: 'rate',
    origin: { variables: {} },
    connectors: new ConnectorLookup(registry),
    dataSources: new Map(),
    environment: {},
    stateFolder: temporaryFolder(),
    log: silentLogger,
    clock: systemClock,
    memoryBytes: 64 * megabytes,
    verify: 'off',
    onProgress: ({ bytesRead }) => samples.push({ seconds: (performance.now() - startedAt) / 1000, bytes: bytesRead }),
    progressEveryMs: 100,
    drain: new AbortController().signal,
    kill: new AbortController().signal,
    output: async () => undefined,
    input: async function* () {},
  });
  expect(report.state).toBe('succeeded');
  const rates = samples
    .filter(({ seconds, bytes }) => seconds >= 2 && bytes < report.bytes)
    .map((sample) => {
      const before = samples.findLast(({ seconds }) => seconds <= sample.seconds - 1);
      if (before === undefined) throw new Error('no sample of a second before');
      return (sample.bytes - before.bytes) / (sample.seconds - before.seconds) / bytesPerSecond;
    });
  expect(rates.length).toBeGreaterThan(20);
  const middle = rates.toSorted((left, right) => left - right);
  // A busy machine delays single samples; half a batch more or less belongs to each.
  expect(middle[Math.floor(middle.length * 0.05)]).toBeGreaterThan(0.9);
  expect(middle[Math.floor(middle.length * 0.95)]).toBeLessThan(1.1);
  const last = samples.findLast(({ bytes }) => bytes < report.bytes);
  const second = samples.find(({ seconds }) => seconds >= 1);
  const mean = ((last?.bytes ?? 0) - (second?.bytes ?? 0)) / ((last?.seconds ?? 0) - (second?.seconds ?? 0));
  expect(Math.abs(mean / bytesPerSecond - 1)).toBeLessThan(0.05);
});

describeWithService('postgresql', 'rows of a megabyte', (postgresql) => {
  test('pass with bounded memory, from PostgreSQL to MariaDB and back', { timeout: 90_000 }, async () => {
    const mariadb = await (await service('mariadb')).newDatabase();
    const rowsSql = 'select g as id, repeat(md5(g::text), 32768) as v from generate_series(1, 200) g';
    await postgresqlQuery(postgresql(), `create table wide as ${rowsSql}; create table back (id integer, v text)`);
    await mariadbQuery(mariadb, 'create table wide (id integer, v longtext)');
    const columns = { table: 'wide', column: ['id', 'v'] };
    const there = await run(step('postgresql', postgresql(), columns), step('mariadb', mariadb, columns));
    const back = await run(
      step('mariadb', mariadb, columns),
      step('postgresql', postgresql(), { table: 'back', column: ['id', 'v'] }),
    );
    for (const { report } of [there, back]) {
      expect(report).toMatchObject({ state: 'succeeded', rowsRead: 200, rowsWritten: 200, rowsDirty: 0 });
      expect(report.peakRssBytes).toBeLessThan(300 * megabytes);
    }
    const lost = await postgresqlQuery(postgresql(), 'select id from (table wide except table back) as lost');
    expect(lost).toEqual([]);
  });
});
