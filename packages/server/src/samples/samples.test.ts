import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { service } from '@sluice/testkit';
import { dataSourceRoutes } from '../contract/data-sources.ts';
import { jobRoutes } from '../contract/jobs.ts';
import { sampleRoutes } from '../contract/samples.ts';
import { connectionOf } from '../data-sources/data-sources.ts';
import { dataSourceSubject } from '../data-sources/subject.ts';
import { jobSubject } from '../jobs/subject.ts';
import { startTestServer } from '../test-server.ts';
import { sampleSubject } from './subject.ts';

const contract = { samples: sampleRoutes, jobs: jobRoutes, dataSources: dataSourceRoutes };

describe.each(['sqlite', 'postgresql'] as const)('samples, stored in %s', (dialect) => {
  async function open() {
    const { server, as } = await startTestServer({
      contract,
      databaseUrl: dialect === 'sqlite' ? ':memory:' : (await (await service('postgresql')).newDatabase()).url,
      subjects: (ground) => [
        sampleSubject(ground),
        jobSubject(ground),
        dataSourceSubject(ground, {
          workersOf: async () => Promise.reject(new Error('nobody works here')),
          usersOf: async () => [],
          countUsers: async () => new Map(),
        }),
      ],
    });
    onTestFinished(() => server.close());
    return { server, as };
  }
  const params = { project: 'shop' };

  test('a developer gets two data sources with rows and a job that is valid; a second call changes nothing', async () => {
    const { server, as } = await open();
    const developer = as('developer');
    const made = { dataSources: ['sample-shop', 'sample-warehouse'], job: 'sample-orders' };
    expect(await developer.samples.create({ params })).toEqual(made);
    expect(await developer.samples.create({ params })).toEqual(made);

    const { script } = await developer.jobs.get({ params: { ...params, job: 'sample-orders' } });
    expect(await developer.jobs.check({ params, body: { script } })).toEqual({ isValid: true, issues: [] });
    const rows = await server.ground.store.database.selectFrom('data_sources').selectAll().orderBy('name').execute();
    expect(rows.map(({ name }) => name)).toEqual(['sample-shop', 'sample-warehouse']);
    const counts = rows.map((row) => {
      const database = new DatabaseSync(String(connectionOf(server.ground, row)['path']));
      const found = database.prepare('select count(*) as n, min(product) as first from orders').get();
      database.close();
      return { ...found };
    });
    expect(counts).toEqual([
      { n: 50_000, first: 'cocoa' },
      { n: 0, first: null },
    ]);
  });

  test('a viewer may not', async () => {
    const { as } = await open();
    await expect(as('viewer').samples.create({ params })).rejects.toThrow(/not allowed/);
  });
});
