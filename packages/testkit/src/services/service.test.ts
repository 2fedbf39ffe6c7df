import { createServer, connect } from 'node:tls';
import { existsSync } from 'node:fs';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { selfSignedCertificate } from './certificate.ts';
import { hasService, service, type Server } from './service.ts';
import { describeWithService } from './with-service.ts';

async function askPostgresql(server: Server, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url, ssl: tlsOf(server) ?? false });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function askMariadb(server: Server, sql: string): Promise<unknown[]> {
  const connection = await createConnection({ uri: server.url, ssl: tlsOf(server), rowsAsArray: true });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return Array.isArray(rows) ? rows.flat() : [];
  } finally {
    connection.destroy();
  }
}

function tlsOf(server: Server): { ca: string } | undefined {
  return server.certificate === undefined ? undefined : { ca: server.certificate };
}

const servers = { postgresql: askPostgresql, mariadb: askMariadb };

describe.each(['postgresql', 'mariadb'] as const)('%s', (name) => {
  const ask = servers[name];

  describeWithService(name, 'shared', (server) => {
    test('answers in an empty database of its own', async () => {
      const sql = `SELECT count(*) FROM information_schema.tables WHERE table_schema IN ('public', '${server().database}')`;
      expect(String(await ask(server(), sql))).toBe('0');
    });

    test('is the same server for everybody', async () => {
      expect((await service(name)).port).toBe(server().port);
    });

    test('keeps databases apart', async () => {
      const other = await server().newDatabase();
      await ask(server(), 'CREATE TABLE only_here (id int)');
      await expect(ask(other, 'SELECT * FROM only_here')).rejects.toThrow(/only_here/);
    });

    test('empties a database that is asked for again by name', async () => {
      const first = await server().newDatabase(`again_${name}`);
      await ask(first, 'CREATE TABLE t (id int)');
      const second = await server().newDatabase(`again_${name}`);
      await expect(ask(second, 'SELECT * FROM t')).rejects.toThrow(/t/);
    });

    test('refuses to be killed', async () => {
      await expect(server().kill()).rejects.toThrow('exclusive');
    });
  });

  describe.skipIf(!hasService(name))('exclusive', () => {
    test('loses no commit when it is killed and restarted', async () => {
      const server = await service(name, { exclusive: true });
      await ask(server, 'CREATE TABLE kept (id int)');
      await ask(server, 'INSERT INTO kept VALUES (7)');
      await server.kill();
      await expect(ask(server, 'SELECT id FROM kept')).rejects.toThrow();
      await server.restart();
      expect(await ask(server, 'SELECT id FROM kept')).toEqual([7]);
      await server.stop();
    });

    test('accepts only encrypted connections with tls', async () => {
      const server = await service(name, { exclusive: true, tls: true });
      expect(await ask(server, 'SELECT 1')).toEqual([1]);
      await expect(ask({ ...server, certificate: undefined }, 'SELECT 1')).rejects.toThrow();
      await server.stop();
    });

    test('takes settings', async () => {
      const server = await service(name, { exclusive: true, settings: { max_connections: '23' } });
      const sql = name === 'postgresql' ? 'SHOW max_connections' : 'SELECT @@max_connections';
      expect(String(await ask(server, sql))).toBe('23');
      await server.stop();
    });
  });
});

test('a shared server takes no options', async () => {
  await expect(service('postgresql', { tls: true })).rejects.toThrow('exclusive');
});

test('the certificate proves localhost to a client that trusts it', async () => {
  const { certificate, key } = selfSignedCertificate();
  const server = createServer({ cert: certificate, key }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const socket = connect({ host: '127.0.0.1', port, ca: certificate });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  expect(socket.authorized).toBe(true);
  socket.destroy();
  server.close();
});

test('the data of the run lies where it can be removed', () => {
  expect(existsSync(process.env['SLUICE_SERVICE_RUN'] ?? '')).toBe(true);
});
