import { createServer, type AddressInfo } from 'node:net';
import { hasService, service, type Server } from '@sluice/testkit';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getFile, namesIn, operate, putFile } from './test-cluster.ts';
import { exploring, readRows, writeRows } from './test-runs.ts';

const rows = [
  ['1', 'x'],
  ['2', 'Grüße, 世界'],
];
const many = Array.from({ length: 30_000 }, (_, index) => [String(index), 'text'.repeat(10)]);

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await new Promise<number>((resolve) =>
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as AddressInfo).port)),
  );
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** Two name nodes, HttpFS, listings in pages of three, and a guard against forged requests. */
describe.skipIf(!hasService('hdfs'))('a pair of name nodes', () => {
  let server: Server;
  let standbyPort = 0;
  let httpFsPort = 0;
  let controlPort = 0;

  beforeAll(async () => {
    [standbyPort, httpFsPort, controlPort] = [await freePort(), await freePort(), await freePort()];
    const settings = {
      'sluice.standby.port': String(standbyPort),
      'sluice.httpfs.port': String(httpFsPort),
      'sluice.control.port': String(controlPort),
      'dfs.ls.limit': '3',
      'dfs.webhdfs.rest-csrf.enabled': 'true',
    };
    server = await service('hdfs', { exclusive: true, settings });
    return () => server.stop();
  });

  beforeEach(() => control('active/0'));

  const control = async (path: string): Promise<void> => {
    const answer = await fetch(`http://127.0.0.1:${controlPort}/${path}`);
    if (!answer.ok) throw new Error(await answer.text());
  };
  /** As an hdfs-site.xml has it, the one that stands by first. */
  const pair = () => ({
    defaultFS: 'hdfs://ns',
    hadoopConfig: {
      'dfs.nameservices': 'ns',
      'dfs.ha.namenodes.ns': 'nn2,nn1',
      'dfs.namenode.http-address.ns.nn1': `127.0.0.1:${server.port}`,
      'dfs.namenode.http-address.ns.nn2': `127.0.0.1:${standbyPort}`,
    },
    user: 'sluice',
  });
  const httpFs = () => ({ defaultFS: `http://127.0.0.1:${httpFsPort}`, user: 'sluice' });

  test('the active one is found', async () => {
    await writeRows({ ...pair(), path: '/found', fileName: 'out' }, [rows]);
    expect((await readRows({ ...pair(), path: '/found' })).rows).toEqual(rows);
    const steps = await (await exploring(pair())).test();
    expect(steps.map(({ step, ok }) => [step, ok])).toEqual([
      ['resolve', true],
      ['connect', true],
      ['read', true],
    ]);
  });

  test('a fail-over in the middle of a run is not noticed', async () => {
    for (let part = 0; part < 8; part++) await putFile(server, `/over/${part}.csv`, `${part},x\n`);
    const reading = readRows({ ...pair(), path: '/over' });
    const changing = (async () => {
      await control('standby');
      await new Promise((resolve) => setTimeout(resolve, 500));
      await control('active/1');
    })();
    expect((await reading).rows).toHaveLength(8);
    await changing;
    await writeRows({ ...pair(), path: '/over/out', fileName: 'out' }, [rows, many]);
    await control('active/0');
    expect((await readRows({ ...pair(), path: '/over/out' })).rows).toHaveLength(many.length + 2);
  });

  test('a name node that is gone is passed over', async () => {
    await putFile(server, '/gone/a.csv', '1,x\n');
    const webhdfsAddress = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${server.port}`];
    expect((await readRows({ ...pair(), webhdfsAddress, path: '/gone' })).rows).toEqual([['1', 'x']]);
  });

  test('a folder larger than a page of a listing is listed whole', async () => {
    for (let part = 0; part < 8; part++) await putFile(server, `/pages/${part}.csv`, `${part},x\n`);
    const ids = Array.from({ length: 8 }, (_, part) => [String(part), 'x']);
    expect((await readRows({ ...pair(), path: '/pages' })).rows).toEqual(ids);
    expect((await readRows({ ...httpFs(), path: '/pages/*' })).rows).toEqual(ids);
  });

  test('in safe mode nothing is written, and files are read', async () => {
    await putFile(server, '/safe/a.csv', '1,x\n');
    await control('safe-mode/enter');
    try {
      expect((await readRows({ ...pair(), path: '/safe' })).rows).toEqual([['1', 'x']]);
      await expect(writeRows({ ...pair(), path: '/safe', fileName: 'b' }, [rows])).rejects.toMatchObject({
        code: 'HDFS_SAFE_MODE',
        retryable: true,
      });
    } finally {
      await control('safe-mode/leave');
    }
  });

  test('HttpFS: written, joined, replaced and read', async () => {
    const path = '/httpfs/a b%+ü';
    const one = { ...httpFs(), path, fileName: 'all.csv', singleFileOutput: true };
    await writeRows(one, [[['0', 'old']]]);
    await writeRows(one, [rows, many]);
    expect((await readRows({ ...httpFs(), path })).rows).toEqual([...rows, ...many]);
    expect(await namesIn(server, path)).toEqual(['all.csv']);
    expect((await getFile(server, `${path}/all.csv`)).subarray(0, 4).toString()).toBe('1,x\n');
  });

  test('HttpFS: what is missing or forbidden', async () => {
    await putFile(server, '/closed/a.csv', '1,x\n');
    await operate(server, 'PUT', '/closed', { op: 'SETPERMISSION', permission: '700' });
    await expect(readRows({ ...httpFs(), path: '/nothing/here.csv' })).rejects.toMatchObject({ code: 'FILES_NO_FILE' });
    await expect(readRows({ ...httpFs(), user: 'alice', path: '/closed' })).rejects.toMatchObject({
      code: 'FILES_UNREADABLE',
      message: expect.stringContaining('permission denied: user=alice'),
    });
    const writing = writeRows({ ...httpFs(), user: 'alice', path: '/closed', fileName: 'b' }, [rows]);
    await expect(writing).rejects.toMatchObject({ code: 'FILES_UNWRITABLE' });
  });

  test('HttpFS: a delegation token stands for its owner', async () => {
    await operate(server, 'PUT', '/of-alice', { op: 'MKDIRS' });
    await operate(server, 'PUT', '/of-alice', { op: 'SETOWNER', owner: 'alice' });
    const place = { host: '127.0.0.1', port: httpFsPort, user: 'alice' };
    const answer = await operate(place, 'GET', '/', { op: 'GETDELEGATIONTOKEN' });
    const { Token } = JSON.parse(answer.toString()) as { Token: { urlString: string } };
    const { defaultFS } = httpFs();
    const connection = { defaultFS, delegationToken: Token.urlString };
    await writeRows({ ...connection, path: '/of-alice', fileName: 'out' }, [rows]);
    expect((await readRows({ ...connection, path: '/of-alice' })).rows).toEqual(rows);
    await expect(readRows({ defaultFS, delegationToken: 'wrong', path: '/of-alice' })).rejects.toMatchObject({
      code: 'HDFS_TOKEN_REFUSED',
    });
  });

  test('a data node that is gone, and comes back', async () => {
    await putFile(server, '/node/a.csv', '1,x\n');
    await control('data-node/stop');
    await expect(writeRows({ ...pair(), path: '/node', fileName: 'b' }, [rows])).rejects.toMatchObject({
      code: expect.stringMatching(/^(HDFS_DATA_NODE_UNREACHABLE|FILES_UNWRITABLE)$/),
    });
    await control('data-node/start');
    expect((await readRows({ ...pair(), path: '/node' })).rows).toEqual([['1', 'x']]);
  });
});

describe.skipIf(!hasService('hdfs'))('a cluster with TLS', () => {
  let server: Server;

  beforeAll(async () => {
    server = await service('hdfs', { exclusive: true, tls: true });
    return () => server.stop();
  });

  test('name node and data node are encrypted and verified', async () => {
    const connection = { defaultFS: `swebhdfs://127.0.0.1:${server.port}`, user: 'sluice' };
    const ssl = { ca: String(server.certificate) };
    await writeRows({ ...connection, ssl, path: '/out', fileName: 'out' }, [rows, many]);
    expect((await readRows({ ...connection, ssl, path: '/out' })).rows).toEqual([...rows, ...many]);
    await expect(readRows({ ...connection, path: '/out' })).rejects.toMatchObject({ code: 'HTTP_CERTIFICATE_REFUSED' });
  });

  test('a cluster that has crashed is an error, and its files are there when it is back', async () => {
    const defaultFS = `swebhdfs://127.0.0.1:${server.port}`;
    const parameter = { defaultFS, user: 'sluice', ssl: { ca: String(server.certificate) }, path: '/crash' };
    await writeRows({ ...parameter, fileName: 'out' }, [rows]);
    await server.kill();
    await expect(readRows(parameter)).rejects.toMatchObject({ code: 'HTTP_UNREACHABLE', retryable: true });
    await server.restart();
    expect((await readRows(parameter)).rows).toEqual(rows);
  }, 180_000);
});
