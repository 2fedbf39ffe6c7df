import { expect, test } from 'vitest';
import { checkAccess, hostsIn, reachedBy, type Access } from './access.ts';
import { group, list, map, text } from './fields.ts';
import { SluiceError } from '../errors/define.ts';

const fields = {
  host: text({ title: 'Host', role: 'address' }),
  urls: list(text({ title: 'URL' }), { title: 'URLs', role: 'url' }),
  ssl: group({ ca: text({ title: 'CA', role: 'localPathOrText' }).optional() }, { title: 'TLS' }).optional(),
  connection: list(group({ path: text({ title: 'Path', role: 'localPath' }) }, { title: 'Source' }), {
    title: 'Sources',
  }).optional(),
  settings: map({ title: 'Settings', role: 'address' }).optional(),
  note: text({ title: 'Note' }).optional(),
};

function recording(): Access & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    file: (path) => void asked.push(`file ${path}`),
    secretFile: (path) => void asked.push(`secret ${path}`),
    host: async (host) => void asked.push(`host ${host}`),
  };
}

test('values with a role are found in groups, lists and maps; others are left alone', () => {
  const values = {
    host: 'db1',
    urls: ['jdbc:mysql://db2/x'],
    ssl: { ca: '/certs/ca.pem' },
    connection: [{ path: 'a.db' }, { path: 'b.db' }],
    settings: { 'dfs.namenode.rpc-address': 'nn1:8020', 'dfs.nameservices': 'ns' },
    note: '/etc/passwd',
  };
  expect([...reachedBy(fields, values, 'p')].map(({ path, value }) => `${path}=${value}`)).toEqual([
    'p.host=db1',
    'p.urls[0]=jdbc:mysql://db2/x',
    'p.ssl.ca=/certs/ca.pem',
    'p.connection[0].path=a.db',
    'p.connection[1].path=b.db',
    'p.settings["dfs.namenode.rpc-address"]=nn1:8020',
  ]);
});

test.each([
  ['db1,DB2:3307', 'address', ['db1', 'db2']],
  ['[::1]:5432', 'address', ['::1']],
  ['fe80::1', 'address', ['fe80::1']],
  ['https://user:p%40w@store.corp:9000/bucket', 'address', ['store.corp']],
  ['jdbc:mysql://root:pw@10.0.0.1:3306,10.0.0.2/x?a=b', 'url', ['10.0.0.1', '10.0.0.2']],
  ['http://169.254.169.254\\@good.example/', 'url', ['169.254.169.254']],
  ['BlobEndpoint=https://a.b/c;QueueEndpoint=http://d.e', 'url', ['a.b', 'd.e']],
  ['/daily/orders.csv', 'url', []],
] as const)('hosts in %s', (value, role, hosts) => {
  expect(hostsIn(value, role)).toEqual(hosts);
});

test('a host that is a path is a local socket, a certificate as text is no file', async () => {
  const access = recording();
  const values = { host: '/run/postgresql', urls: [], ssl: { ca: '-----BEGIN CERTIFICATE-----' } };
  await checkAccess(fields, values, access, '');
  expect(access.asked).toEqual(['file /run/postgresql']);
});

test('a refusal names the place of the value', async () => {
  const refusal = new SluiceError({ code: 'NO', kind: 'config', message: 'no' });
  const access: Access = { ...recording(), host: () => Promise.reject(refusal) };
  await expect(checkAccess(fields, { host: 'db', urls: [] }, access, 'steps[0].parameter')).rejects.toMatchObject({
    place: { path: 'steps[0].parameter.host' },
  });
});
