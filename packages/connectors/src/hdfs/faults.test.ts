import { randomBytes } from 'node:crypto';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createRawServer } from 'node:net';
import { describeWithService, fakeClock, openWriter, selfSignedCertificate, testContext } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import connector from './index.ts';
import { folderOf, getFile, namesIn, putFile } from './test-cluster.ts';
import { listen, serve, startGateway } from './test-gateway.ts';
import { readRows, writeRows } from './test-runs.ts';

const rows = [
  ['1', 'x'],
  ['2', 'y'],
];
const many = Array.from({ length: 100_000 }, (_, index) => [String(index), 'text'.repeat(10)]);

describeWithService('hdfs', 'between HDFS and the connector', (server) => {
  const newFolder = (): string => `${folderOf(server())}/${randomBytes(4).toString('hex')}`;

  test('reading goes on where connections break', async () => {
    const content = many.map((row) => `${row.join(',')}\n`).join('');
    const path = await putFile(server(), `${newFolder()}/a.csv`, content);
    const gateway = await startGateway(server(), { breaks: { times: 4, afterBytes: 700_000 } });
    const read = await readRows({ defaultFS: gateway.url, user: 'sluice', path, column: [{ index: 0 }, { index: 1 }] });
    expect(read.rows).toEqual(many);
    expect(gateway.operations.filter((operation) => operation === 'OPEN')).toHaveLength(5);
  });

  test('reading that gets nowhere ends with an error', async () => {
    const path = await putFile(server(), `${newFolder()}/a.csv`, 'x'.repeat(100_000));
    const gateway = await startGateway(server(), { breaks: { times: 1_000, afterBytes: 300 } });
    const clock = fakeClock();
    const reading = readRows(
      { defaultFS: gateway.url, user: 'sluice', path, column: [{ index: 0 }] },
      { context: { clock } },
    );
    await expect(reading).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST', retryable: true });
    expect(clock.slept).toBe(200 + 400 + 800 + 1_600);
  });

  test('writing over a connection that breaks fails, and leaves nothing', async () => {
    const folder = newFolder();
    const gateway = await startGateway(server(), { breaks: { times: 1, afterBytes: 700_000 } });
    const writing = writeRows({ defaultFS: gateway.url, user: 'sluice', path: folder, fileName: 'out' }, [rows, many]);
    await expect(writing).rejects.toMatchObject({ code: 'HTTP_CONNECTION_LOST', retryable: true });
    // What the first task finished waits for a run that goes on from there.
    expect(await namesIn(server(), folder)).toEqual(['.out__test_0000.csv.sluice-sealed']);
  });

  test.each(['RENAME', 'CONCAT', 'GETFILESTATUS', 'MKDIRS'])(
    '%s is carried out and its answer gets lost',
    async (lost) => {
      const folder = newFolder();
      const gateway = await startGateway(server(), { lose: [lost] });
      const parameter = {
        defaultFS: gateway.url,
        user: 'sluice',
        path: folder,
        fileName: 'all.csv',
        singleFileOutput: true,
      };
      await writeRows(parameter, [rows, [['3', 'z']]]);
      expect((await getFile(server(), `${folder}/all.csv`)).toString()).toBe('1,x\n2,y\n3,z\n');
      expect(await namesIn(server(), folder)).toEqual(['all.csv']);
    },
  );

  test('a server that does not join files gets them copied', async () => {
    const folder = newFolder();
    const exception = { exception: 'HadoopIllegalArgumentException', message: 'concat: erasure coded' };
    const gateway = await startGateway(server(), {
      answer: (operation, response) => {
        if (operation !== 'CONCAT') return undefined;
        response.writeHead(400).end(JSON.stringify({ RemoteException: exception }));
        return true;
      },
    });
    const parameter = {
      defaultFS: gateway.url,
      user: 'sluice',
      path: folder,
      fileName: 'all.csv',
      singleFileOutput: true,
    };
    await writeRows(parameter, [rows, [['3', 'z']]]);
    expect((await getFile(server(), `${folder}/all.csv`)).toString()).toBe('1,x\n2,y\n3,z\n');
    expect(await namesIn(server(), folder)).toEqual(['all.csv']);
  });

  test('a server of Hadoop 2 knows neither pages of listings nor questions for access', async () => {
    const folder = newFolder();
    await putFile(server(), `${folder}/a.csv`, '1,x\n');
    const gateway = await startGateway(server(), {
      answer: (operation, response) => {
        if (operation !== 'LISTSTATUS_BATCH' && operation !== 'CHECKACCESS') return undefined;
        const message = `Invalid value for webhdfs parameter "op": No enum constant GetOpParam.Op.${operation}`;
        response
          .writeHead(400)
          .end(JSON.stringify({ RemoteException: { exception: 'IllegalArgumentException', message } }));
        return true;
      },
    });
    const connection = { defaultFS: gateway.url, user: 'sluice' };
    await writeRows({ ...connection, path: folder, fileName: 'b', writeMode: 'append' }, [[['2', 'y']]]);
    expect((await readRows({ ...connection, path: folder })).rows).toEqual([
      ['1', 'x'],
      ['2', 'y'],
    ]);
  });

  test('the RPC port is told from the one of WebHDFS', async () => {
    const path = await putFile(server(), `${newFolder()}/a.csv`, '1,x\n');
    const open = `http://${server().host}:${server().port}/webhdfs/v1${path}?op=OPEN&user.name=sluice`;
    const { headers } = await fetch(open, { redirect: 'manual' });
    const rpc = new URL(headers.get('location') ?? '').searchParams.get('namenoderpcaddress') ?? '';
    await expect(readRows({ defaultFS: `webhdfs://${rpc}`, path })).rejects.toMatchObject({
      code: 'HDFS_NOT_WEB_HDFS',
      message: `${rpc} does not speak WebHDFS: this is its RPC port.`,
      hint: expect.stringContaining('webhdfsAddress'),
    });
  });
});

describe('servers that are something else', () => {
  const answering = (status: number, headers: Record<string, string>, body: string) =>
    serve((_, response) => void response.writeHead(status, headers).end(body));
  const path = '/a.csv';

  test('Kerberos is not spoken', async () => {
    const url = await answering(401, { 'WWW-Authenticate': 'Negotiate' }, '<html>');
    await expect(readRows({ defaultFS: url, path })).rejects.toMatchObject({
      code: 'HDFS_KERBEROS_ASKED',
      hint: expect.stringContaining('delegationToken'),
      retryable: false,
    });
    const wanted = readRows({ defaultFS: url, path, haveKerberos: 'true', kerberosPrincipal: 'a@B' });
    await expect(wanted).rejects.toMatchObject({ code: 'HDFS_KERBEROS_WANTED' });
  });

  test('a gateway with basic authentication gets user and password, which no message shows', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end();
    });
    const failure = await readRows({ defaultFS: url, user: 'me', password: 'geheim', path }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'HDFS_LOGIN_REFUSED' });
    expect(JSON.stringify(failure)).not.toContain('geheim');
    expect(seen).toEqual([`Basic ${Buffer.from('me:geheim').toString('base64')}`]);
  });

  test('credentials do not follow to other hosts, and are kept for the same one', async () => {
    const seen: string[] = [];
    const status = { FileStatus: { pathSuffix: '', type: 'FILE', length: 2, modificationTime: 1, fileId: 2 } };
    const other = await serve((request, response) => {
      seen.push(`other ${request.headers.authorization ?? 'nobody'} ${request.url}`);
      response.end('x\n');
    });
    let target = other;
    const url = await serve((request, response) => {
      if (request.url?.includes('GETFILESTATUS')) return void response.end(JSON.stringify(status));
      if (request.url?.includes('OPEN')) return void response.writeHead(307, { Location: `${target}/data` }).end();
      seen.push(`same ${request.headers.authorization === undefined ? 'nobody' : 'me'} ${request.url}`);
      response.end('x\n');
    });
    const parameter = { defaultFS: url, user: 'me', password: 'geheim', path, column: [{ index: 0 }] };
    expect((await readRows(parameter)).rows).toEqual([['x']]);
    target = url;
    expect((await readRows(parameter)).rows).toEqual([['x']]);
    expect(seen).toEqual(['other nobody /data', 'same me /data']);
  });

  test('a token takes the place of the user', async () => {
    const seen: string[] = [];
    const message = 'token (token for alice: HDFS_DELEGATION_TOKEN) is expired\nat java.lang';
    const exception = { exception: 'InvalidToken', message };
    const url = await serve((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(403).end(JSON.stringify({ RemoteException: exception }));
    });
    const failure = await readRows({ defaultFS: url, delegationToken: 'geheim', path }).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'HDFS_TOKEN_REFUSED', message: expect.stringContaining('is expired.') });
    expect(JSON.stringify(failure)).not.toContain('geheim');
    expect(seen).toEqual(['/webhdfs/v1/a.csv?op=GETFILESTATUS&delegation=geheim']);
  });

  test('https does not lead to http', async () => {
    const { certificate, key } = selfSignedCertificate();
    const status = { FileStatus: { pathSuffix: '', type: 'FILE', length: 2, modificationTime: 1 } };
    const port = await listen(
      createSecureServer({ cert: certificate, key }, (request, response) => {
        if (request.url?.includes('OPEN')) response.writeHead(307, { Location: 'http://127.0.0.1:1/a' }).end();
        else response.end(JSON.stringify(status));
      }),
    );
    const reading = readRows({ defaultFS: `swebhdfs://127.0.0.1:${port}`, ssl: { ca: certificate }, path });
    await expect(reading).rejects.toMatchObject({ code: 'HDFS_INSECURE_REDIRECT' });
  });

  test('a data node that cannot be reached from here', async () => {
    const status = { FileStatus: { pathSuffix: '', type: 'FILE', length: 2, modificationTime: 1 } };
    const url = await serve((request, response) => {
      if (request.url?.includes('OPEN')) response.writeHead(307, { Location: 'http://127.0.0.1:1/a' }).end();
      else response.end(JSON.stringify(status));
    });
    const reading = readRows({ defaultFS: url, path }, { context: { clock: fakeClock() } });
    await expect(reading).rejects.toMatchObject({
      code: 'HDFS_DATA_NODE_UNREACHABLE',
      message: expect.stringContaining('Cannot connect to 127.0.0.1:1: nothing listens there.'),
      hint: expect.stringContaining('HttpFS'),
    });
  });

  test('a web server that is no WebHDFS', async () => {
    const url = await answering(404, { 'Content-Type': 'text/html' }, '<html>not here</html>');
    await expect(readRows({ defaultFS: url, path })).rejects.toMatchObject({
      code: 'HDFS_NOT_WEB_HDFS',
      message: `${new URL(url).host} does not speak WebHDFS: it answers 404 Not Found.`,
    });
    const chatty = await answering(200, {}, '<html>hello</html>');
    await expect(readRows({ defaultFS: chatty, path })).rejects.toMatchObject({ code: 'HDFS_NOT_WEB_HDFS' });
    const raw = await listen(createRawServer((socket) => void socket.end('SSH-2.0-x\r\n')));
    await expect(readRows({ defaultFS: `webhdfs://127.0.0.1:${raw}`, path })).rejects.toMatchObject({
      code: 'HTTP_NOT_HTTP',
    });
  });

  test('two name nodes that both stand by are waited for, but not forever', async () => {
    const standby = {
      exception: 'StandbyException',
      message: 'Operation category READ is not supported in state standby',
    };
    const asked = [0, 0];
    const urls = await Promise.all(
      asked.map((_, index) =>
        serve((_request, response) => {
          asked[index] = (asked[index] ?? 0) + 1;
          response.writeHead(403).end(JSON.stringify({ RemoteException: standby }));
        }),
      ),
    );
    const clock = fakeClock();
    const reading = readRows({ defaultFS: 'hdfs://ns', webhdfsAddress: urls, path }, { context: { clock } });
    await expect(reading).rejects.toMatchObject({ code: 'HDFS_NO_ACTIVE_NAME_NODE', retryable: true });
    expect(clock.slept).toBeGreaterThanOrEqual(60_000);
    expect(asked[0]).toBe(asked[1]);
  });

  test('cleaning up after a cancel does not wait for them', async () => {
    const url = await answering(403, {}, JSON.stringify({ RemoteException: { exception: 'StandbyException' } }));
    const writer = await openWriter(
      connector,
      { defaultFS: url, path: '/out', fileName: 'a' },
      { signal: AbortSignal.abort(new Error('cancelled')) },
    );
    const start = performance.now();
    await expect(writer.cancel?.()).rejects.toMatchObject({ code: 'HDFS_REFUSED' });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  test('guessed addresses are named as such', async () => {
    // Every address of 127.0.0.0/8 is this machine; nobody listens on this one.
    await expect(readRows({ defaultFS: 'hdfs://127.77.0.1:8020', path })).rejects.toMatchObject({
      code: 'HDFS_NO_NAME_NODE',
      message: expect.stringMatching(/127\.77\.0\.1:9870.*127\.77\.0\.1:50070/),
      hint: expect.stringContaining('guessed from defaultFS'),
    });
  });

  test('cancelling ends the waiting for a name node', async () => {
    const url = await serve(() => {});
    const stop = new AbortController();
    const reading = readRows({ defaultFS: url, path }, { context: testContext({ signal: stop.signal }) });
    setTimeout(() => stop.abort(new Error('cancelled')), 50);
    await expect(reading).rejects.toThrow('cancelled');
  });
});
