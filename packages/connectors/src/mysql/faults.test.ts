import { hasService, service, testContext } from '@sluice/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Server } from '@sluice/testkit';
import { batchOf, loadRequest, openSession, readAll } from './test-session.ts';

describe.skipIf(!hasService('mariadb'))('a MariaDB server that fails', () => {
  let server: Server;
  beforeAll(async () => {
    server = await service('mariadb', { exclusive: true });
  });

  test('lets in an account with ed25519, and one with an empty password', async () => {
    const admin = await openSession(server);
    await admin.execute("INSTALL SONAME 'auth_ed25519'");
    await admin.execute("CREATE USER signed@'%' IDENTIFIED VIA ed25519 USING PASSWORD('pässword')");
    await admin.execute("CREATE USER open@'%'");
    const database = 'information_schema';
    for (const [user, password] of [
      ['signed', 'pässword'],
      ['open', ''],
    ] as const) {
      const session = await openSession(server, { user, password, database });
      expect(await session.query("SELECT substring_index(user(), '@', 1)")).toEqual([[user]]);
      await session.close();
    }
    await expect(openSession(server, { user: 'signed', password: 'wrong', database })).rejects.toMatchObject({
      code: 'MYSQL_ACCESS_DENIED',
    });
    await admin.close();
  });

  test('a server killed while rows flow gives an error that is worth another attempt', async () => {
    const session = await openSession(server);
    const sql = "SELECT seq, repeat('x', 500) FROM seq_1_to_100000000";
    const schema = await session.describeQuery(sql);
    const request = {
      sql,
      parameters: [],
      schema,
      origin: 'seq',
      batchRows: 1_000,
      batchBytes: 1 << 20,
      signal: new AbortController().signal,
    };
    let batches = 0;
    const reading = (async () => {
      for await (const _ of session.read(request)) if (++batches === 5) await server.kill();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST', retryable: true });
    await session.close();
    await server.restart();
  });

  test('a server killed while it loads gives such an error, and has stored nothing of the attempt', async () => {
    const session = await openSession(server);
    await session.execute('CREATE OR REPLACE TABLE loaded (id int primary key, s varchar(200))');
    const request = await loadRequest(session, 'loaded');
    const loader = await session.openLoader(request);
    const rows = Array.from({ length: 5_000 }, (_, id) => [id, 'x'.repeat(150)]);
    await loader.write(batchOf(request.schema, rows));
    const writing = (async () => {
      for (let round = 1; ; round++) {
        await loader.write(
          batchOf(
            request.schema,
            rows.map(([id, text]) => [(id as number) + round * 5_000, text as string]),
          ),
        );
      }
    })();
    const lost = expect(writing).rejects.toMatchObject({ code: 'MYSQL_CONNECTION_LOST', retryable: true });
    await testContext().clock.sleep(100);
    await server.kill();
    await lost;
    await loader.abort();
    await session.close();
    await server.restart();
    const again = await openSession(server);
    expect(await again.query('SELECT count(*) FROM loaded')).toEqual([['0']]);
    await again.close();
  });
});

describe.skipIf(!hasService('mariadb'))('a MariaDB server that takes TLS only', () => {
  let server: Server;
  beforeAll(async () => {
    server = await service('mariadb', { exclusive: true, tls: true });
  });

  test.each(['preferred', 'required', 'verify_ca', 'verify_identity'] as const)(
    'is reached with mode %s',
    async (mode) => {
      const session = await openSession(server, { ssl: { mode, ca: server.certificate } });
      expect((await session.query("SHOW STATUS LIKE 'Ssl_cipher'"))[0]?.[1]).toMatch(/^(TLS|ECDHE)/);
      await session.execute('CREATE OR REPLACE TABLE secret (id int, v longblob)');
      const rows = [
        [1, new Uint8Array(3_000_000).fill(7)],
        [2, null],
      ] as const;
      const request = await loadRequest(session, 'secret');
      const loader = await session.openLoader(request);
      expect(await loader.write(batchOf(request.schema, rows))).toEqual([]);
      await loader.commit();
      expect((await readAll(session, 'SELECT * FROM secret ORDER BY id')).rows).toEqual(rows);
      await session.close();
    },
  );

  test('is refused without TLS', async () => {
    await expect(openSession(server, { ssl: { mode: 'disabled' } })).rejects.toMatchObject({ retryable: false });
  });

  test('is refused with an authority that did not sign its certificate', async () => {
    await expect(openSession(server, { ssl: { mode: 'verify_ca' } })).rejects.toMatchObject({ code: 'MYSQL_TLS' });
  });

  test('is refused under another name with verify_identity, and only then', async () => {
    await expect(
      openSession(server, { host: 'ip6-localhost', ssl: { mode: 'verify_identity', ca: server.certificate } }),
    ).rejects.toMatchObject({
      kind: expect.stringMatching('config|environment'),
    });
  });
});
