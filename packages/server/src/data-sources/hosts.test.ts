import { expect, test } from 'vitest';
import { checkHosts, hostsOf } from './hosts.ts';

test('hosts are found in host fields, in URLs and in lists of shards', () => {
  const connection = {
    host: 'db.internal:3306',
    jdbcUrl: 'jdbc:mysql://user:pw@10.0.0.1:3306,10.0.0.2/x',
    connection: [{ jdbcUrl: ['jdbc:postgresql://[::1]:5432/x'] }],
    path: '/data/host',
  };
  expect([...hostsOf(connection)]).toEqual(['db.internal', '10.0.0.1', '::1']);
});

test.each([
  ['an address of a denied network', { host: '169.254.169.254' }, [], ['169.254.0.0/16']],
  ['a name that leads to a denied address', { host: 'localhost' }, [], ['127.0.0.0/8', '::1']],
  ['a name that is not on the list', { host: 'other.corp' }, ['*.internal'], []],
  ['an address in another spelling', { host: '::ffff:169.254.169.254' }, [], ['169.254.0.0/16']],
])('%s is refused', async (_, connection, allowed, denied) => {
  await expect(checkHosts(connection, { allowed, denied })).rejects.toMatchObject({
    code: 'DATA_SOURCE_HOST_NOT_ALLOWED',
  });
});

test('what the rules allow passes', async () => {
  await checkHosts({ host: 'db.internal' }, { allowed: ['*.internal'], denied: ['10.0.0.0/8'] });
  await checkHosts({ host: '10.1.2.3' }, { allowed: ['10.0.0.0/8'], denied: [] });
  await checkHosts({ host: 'anything.example' }, { allowed: [], denied: [] });
});
