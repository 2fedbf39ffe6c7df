import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithService } from '@sluice/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { bytesOf, fileServers, placeOn, storageOn, type Place } from './test-servers.ts';
import { startProxy } from './test-proxy.ts';

const { signal } = new AbortController();
const content = Buffer.from(Array.from({ length: 4_000_000 }, (_, index) => index * 13));

describe.each(fileServers)('$title', ({ service }) => {
  describeWithService(service, 'faults', (server) => {
    const fresh = async (): Promise<Place> => placeOn(service, await server().newDatabase());

    async function throughProxy(place: Place) {
      const proxy = await startProxy(place.parameter);
      const { host, port } = proxy;
      return { proxy, storage: storageOn({ ...place.parameter, host, port, socketTimeoutMs: 1_500 }) };
    }

    async function find(place: Place, storage: ReturnType<typeof storageOn>, name: string) {
      const [file] = await storage.find(`${place.remote}/${name}`, signal);
      if (file === undefined) throw new Error(`${name} is not there`);
      return file;
    }

    test('a read goes on where the connection was cut, again and again', async () => {
      const place = await fresh();
      writeFileSync(join(place.local, 'big.bin'), content);
      const { proxy, storage } = await throughProxy(place);
      const file = await find(place, storage, 'big.bin');
      const before = proxy.connections();
      proxy.cutAfter(1_000_000);
      let cuts = 0;
      let read = 0;
      const parts: Buffer[] = [];
      for await (const chunk of storage.read(file, { start: 10 }, signal)) {
        parts.push(Buffer.from(chunk));
        read += chunk.length;
        if (read > 1_000_000 * (cuts + 1) && cuts < 2) {
          cuts++;
          proxy.cutAfter(100_000);
        }
      }
      expect(proxy.connections() - before).toBeGreaterThanOrEqual(3);
      expect(Buffer.concat(parts).equals(content.subarray(10))).toBe(true);
    });

    test('a read goes on with a new connection when the old one falls silent', async () => {
      const place = await fresh();
      writeFileSync(join(place.local, 'big.bin'), content);
      const { proxy, storage } = await throughProxy(place);
      const file = await find(place, storage, 'big.bin');
      proxy.goSilentAfter(1_000_000);
      const start = performance.now();
      expect((await bytesOf(storage.read(file, { start: 0 }, signal))).equals(content)).toBe(true);
      expect(performance.now() - start).toBeGreaterThan(1_000);
    });

    test('a file that changed while the connection was cut is not read on', async () => {
      const place = await fresh();
      const path = join(place.local, 'big.bin');
      // More than fits into the buffers between here and there.
      truncateSync(createFile(path), 64_000_000);
      const { proxy, storage } = await throughProxy(place);
      const file = await find(place, storage, 'big.bin');
      let read = 0;
      const reading = (async () => {
        for await (const chunk of storage.read(file, { start: 0 }, signal)) {
          if (read === 0) {
            writeFileSync(path, 'another');
            utimesSync(path, 1_700_000_000, 1_700_000_000);
            proxy.cutAfter(1);
          }
          read += chunk.length;
        }
      })();
      await expect(reading).rejects.toMatchObject({ code: 'FILES_CHANGED' });
      expect(read).toBeLessThan(64_000_000);
    });

    test('a write that loses its connection fails, can be tried again, and shows nothing half-written', async () => {
      const place = await fresh();
      const { proxy, storage } = await throughProxy(place);
      await storage.prepareFolder(place.remote);
      const first = await storage.create(`${place.remote}/out.bin`);
      proxy.cutAfter(1_000_000, 'client');
      const writing = (async () => {
        for (let at = 0; at < content.length; at += 500_000) await first.write(content.subarray(at, at + 500_000));
        await first.seal();
      })();
      await expect(writing).rejects.toMatchObject({ code: 'FTP_CONNECTION_LOST', retryable: true });
      await first.abort();
      expect(readdirSync(place.local)).toEqual([]);
      const second = await storage.create(`${place.remote}/out.bin`);
      await second.write(content);
      await second.seal();
      await storage.publish(second.path);
      expect(readFileSync(join(place.local, 'out.bin')).equals(content)).toBe(true);
    });

    test('giving up a write over a silent connection takes less than 5 s and leaves nothing', async () => {
      const place = await fresh();
      const proxy = await startProxy(place.parameter);
      const storage = storageOn({ ...place.parameter, host: proxy.host, port: proxy.port });
      const file = await storage.create(`${place.remote}/out.bin`);
      proxy.goSilentAfter(1_000_000, 'client');
      const writing = (async () => {
        for (let round = 0; round < 20; round++) await file.write(content);
      })();
      const outcome = writing.then(
        () => 'written',
        () => 'failed',
      );
      expect(await Promise.race([outcome, sleep(500, 'waiting')])).toBe('waiting');
      const start = performance.now();
      await file.abort();
      expect(performance.now() - start).toBeLessThan(5_000);
      expect(await outcome).toBe('failed');
      expect(readdirSync(place.local)).toEqual([]);
    });

    test('an idle connection that died is replaced without a word', async () => {
      const place = await fresh();
      writeFileSync(join(place.local, 'a.csv'), 'a');
      const { proxy, storage } = await throughProxy(place);
      await find(place, storage, 'a.csv');
      const before = proxy.connections();
      proxy.cutAfter(1);
      expect((await find(place, storage, 'a.csv')).size).toBe(1);
      expect(proxy.connections()).toBeGreaterThan(before);
    });

    test('cancelling ends a read within a second', async () => {
      const place = await fresh();
      writeFileSync(join(place.local, 'big.bin'), content);
      const storage = storageOn(place.parameter);
      const file = await find(place, storage, 'big.bin');
      const stop = new AbortController();
      const start = performance.now();
      const reading = (async () => {
        for await (const _ of storage.read(file, { start: 0 }, stop.signal)) stop.abort(new Error('cancelled'));
      })();
      await expect(reading).rejects.toThrow('cancelled');
      expect(performance.now() - start).toBeLessThan(1_000);
    });

    test.skipIf(process.getuid?.() !== 0)('what may not be read is an error that names it', async () => {
      const place = await fresh();
      mkdirSync(join(place.local, 'closed'), { mode: 0o700 });
      writeFileSync(join(place.local, 'closed/a.csv'), 'a');
      writeFileSync(join(place.local, 'b.csv'), 'b', { mode: 0o600 });
      const storage = storageOn(place.parameter);
      const closed = `${place.remote}/closed`;
      await expect(storage.find(`${closed}/*.csv`, signal).then((files) => files.length)).rejects.toMatchObject({
        code: 'FILES_UNREADABLE',
        message: expect.stringContaining('closed'),
      });
      await expect(storage.find(place.remote, signal)).rejects.toMatchObject({ code: 'FILES_UNREADABLE' });
      const file = await find(place, storage, 'b.csv');
      await expect(bytesOf(storage.read(file, { start: 0 }, signal))).rejects.toMatchObject({
        code: 'FILES_UNREADABLE',
        message: expect.stringContaining(`${place.remote}/b.csv`),
      });
    });

    test.skipIf(process.getuid?.() !== 0)('what may not be written is an error before the first row', async () => {
      const place = await fresh();
      mkdirSync(join(place.local, 'closed'), { mode: 0o755 });
      const storage = storageOn(place.parameter);
      for (const folder of [`${place.remote}/closed`, `${place.remote}/closed/new`])
        await expect(storage.prepareFolder(folder)).rejects.toMatchObject({ code: 'FILES_UNWRITABLE' });
      writeFileSync(join(place.local, 'file'), '');
      await expect(storage.prepareFolder(`${place.remote}/file`)).rejects.toMatchObject({ code: 'FILES_UNWRITABLE' });
    });

    // pyftpdlib drops the session without a word.
    test.skipIf(!canMount() || service === 'pyftpdlib')(
      'a full disk is told, and nothing half-written stays',
      async () => {
        const place = await fresh();
        mountSmallDisk(place.local);
        const storage = storageOn(place.parameter);
        const file = await storage.create(`${place.remote}/out.bin`);
        const writing = (async () => {
          for (let round = 0; round < 3; round++) await file.write(content);
          await file.seal();
        })();
        const path = `${place.remote}/out.bin`;
        // vsftpd tells that it cannot write, not why.
        const message =
          service === 'vsftpd'
            ? `Cannot write "${path}": the server says "451 Failure writing to local file".`
            : `No space left while writing "${path}".`;
        await expect(writing).rejects.toMatchObject({ message, retryable: false });
        await file.abort();
        expect(readdirSync(place.local)).toEqual([]);
      },
    );

    test('a link that leads nowhere is no match and, when named, an error', async () => {
      const place = await fresh();
      writeFileSync(join(place.local, 'a.csv'), 'a');
      symlinkSync('nowhere', join(place.local, 'broken.csv'));
      const storage = storageOn(place.parameter);
      expect((await storage.find(`${place.remote}/*.csv`, signal)).map(({ path }) => path)).toEqual([
        `${place.remote}/a.csv`,
      ]);
      if (service === 'pyftpdlib') return; // shows no such links at all
      await expect(storage.find(`${place.remote}/broken.csv`, signal)).rejects.toMatchObject({
        message: `Cannot read "${place.remote}/broken.csv": it is a link that leads nowhere.`,
      });
    });
  });
});

function createFile(path: string): string {
  writeFileSync(path, '');
  return path;
}

function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('Tests of a full disk were skipped: no file system can be mounted here.');
    return false;
  }
}

function mountSmallDisk(folder: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=0777', 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  chmodSync(folder, 0o777);
}
