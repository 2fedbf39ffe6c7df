import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWithService } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { bytesOf, fileServers, newPlace, placeOn, storageOn, type Place } from './test-servers.ts';

const { signal } = new AbortController();

function put(place: Place, name: string, content: string | Uint8Array = name): void {
  const path = join(place.local, name);
  mkdirSync(dirname(path), { recursive: true });
  chmodSync(dirname(path), 0o777);
  writeFileSync(path, content);
}

async function find(place: Place, pattern: string): Promise<readonly string[]> {
  const found = await storageOn(place.parameter).find(`${place.remote}/${pattern}`, signal);
  return found.map(({ path }) => path.slice(place.remote.length + 1));
}

describe.each(fileServers)('$title', ({ service }) => {
  describeWithService(service, 'storage', (server) => {
    const fresh = async (): Promise<Place> => placeOn(service, await server().newDatabase());

    test('patterns, folders and plain names find files, sorted', async () => {
      const place = await fresh();
      for (const name of ['b.csv', 'a.csv', 'a.txt', '.hidden.csv', 'sub/c d.csv', 'sub/deep/e.csv', '.git/x.csv'])
        put(place, name);
      expect(await find(place, '*.csv')).toEqual(['a.csv', 'b.csv']);
      expect(await find(place, '**/*.csv')).toEqual(['a.csv', 'b.csv', 'sub/c d.csv', 'sub/deep/e.csv']);
      expect(await find(place, 'sub')).toEqual(['sub/c d.csv', 'sub/deep/e.csv']);
      expect(await find(place, '{b,.hidden}.csv')).toEqual(['.hidden.csv', 'b.csv']);
      expect(await find(place, 'sub/c d.csv')).toEqual(['sub/c d.csv']);
      expect(await find(place, 'nothing*')).toEqual([]);
      expect(await find(place, 'no/such/folder/a.csv')).toEqual([]);
    });

    test('names with wildcard characters, quotes and blanks are found when they exist', async () => {
      const place = await fresh();
      const names = ['-dash.csv', ' two  blanks ', 'Grüße 世界.csv', 'a[1].csv', 'it\'s "it".csv', 'star*.csv'];
      for (const name of [...names, 'a1.csv', 'star1.csv']) put(place, name);
      for (const name of names) expect(await find(place, name)).toEqual([name]);
      expect(await find(place, '{-dash,Grü*}.csv')).toEqual(['-dash.csv', 'Grüße 世界.csv']);
    });

    test('links to files are followed, links to folders only when named', async () => {
      const place = await fresh();
      put(place, 'in/a.csv', 'content');
      put(place, 'elsewhere/secret.csv');
      symlinkSync('../elsewhere/secret.csv', join(place.local, 'in/link.csv'));
      symlinkSync('nowhere', join(place.local, 'in/broken.csv'));
      symlinkSync('.', join(place.local, 'in/circle'));
      expect(await find(place, 'in/**')).toEqual(['in/a.csv', 'in/link.csv']);
      expect(await find(place, 'in/circle/a.csv')).toEqual(['in/circle/a.csv']);
    });

    test('sizes and ranges are exact', async () => {
      const place = await fresh();
      const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index * 7));
      put(place, 'data.bin', content);
      put(place, 'empty.bin', '');
      const storage = storageOn(place.parameter);
      const file = await storage.stat(`${place.remote}/data.bin`);
      const empty = await storage.stat(`${place.remote}/empty.bin`);
      if (file === undefined || empty === undefined) throw new Error('not found');
      expect([file.size, empty.size]).toEqual([300_000, 0]);
      expect(await storage.stat(`${place.remote}/missing.bin`)).toBeUndefined();
      expect((await bytesOf(storage.read(file, { start: 0 }, signal))).equals(content)).toBe(true);
      for (const [start, end] of [
        [0, 1],
        [65_535, 65_537],
        [131_072, 262_144],
        [299_999, 300_000],
        [5, 5],
      ] as const) {
        const bytes = await bytesOf(storage.read(file, { start, end }, signal));
        expect(bytes.equals(content.subarray(start, end))).toBe(true);
      }
      expect((await bytesOf(storage.read(file, { start: 250_000 }, signal))).equals(content.subarray(250_000))).toBe(
        true,
      );
      expect(await bytesOf(storage.read(empty, { start: 0 }, signal))).toHaveLength(0);
    });

    test('versions are the same however a file is found, and change with it', async () => {
      const place = await fresh();
      put(place, 'a.csv', 'one');
      const storage = storageOn(place.parameter);
      const [listed] = await storage.find(`${place.remote}/*.csv`, signal);
      const asked = await storage.stat(`${place.remote}/a.csv`);
      expect(listed).toEqual(asked);
      put(place, 'a.csv', 'two');
      utimesSync(join(place.local, 'a.csv'), 1_700_000_000, 1_700_000_000);
      if (listed === undefined) throw new Error('not found');
      await expect(bytesOf(storage.read(listed, { start: 0 }, signal))).rejects.toMatchObject({
        code: 'FILES_CHANGED',
        message: `"${place.remote}/a.csv" changed between planning and reading.`,
      });
    });

    test('several files are read at the same time', async () => {
      const place = await fresh();
      const storage = storageOn({ ...place.parameter, maxConnections: 3 });
      const names = Array.from({ length: 9 }, (_, index) => `f${index}`);
      for (const name of names) put(place, name, name.repeat(100_000));
      const files = await storage.find(place.remote, signal);
      const texts = await Promise.all(files.map((file) => bytesOf(storage.read(file, { start: 0 }, signal))));
      expect(texts.map((bytes) => bytes.toString('latin1', 0, 2))).toEqual(names);
      expect(texts.map((bytes) => bytes.length)).toEqual(names.map(() => 200_000));
    });

    test('a read that is left early leaves the connection usable', async () => {
      const place = await fresh();
      put(place, 'big.bin', Buffer.alloc(8_000_000, 1));
      const storage = storageOn({ ...place.parameter, maxConnections: 2 });
      const [file] = await storage.find(`${place.remote}/big.bin`, signal);
      if (file === undefined) throw new Error('not found');
      for (let round = 0; round < 5; round++) {
        for await (const chunk of storage.read(file, { start: round }, signal)) {
          expect(chunk[0]).toBe(1);
          break;
        }
      }
      expect((await storage.stat(file.path))?.size).toBe(8_000_000);
    });

    test('a file appears only when it is published, complete', async () => {
      const place = await fresh();
      const storage = storageOn(place.parameter);
      const folder = `${place.remote}/new/er/folder`;
      await storage.prepareFolder(folder);
      const local = join(place.local, 'new/er/folder');
      expect(readdirSync(local)).toEqual([]);
      const file = await storage.create(`${folder}/out.csv`);
      await file.write(Buffer.alloc(2_500_000, 65));
      expect(readdirSync(local)).toEqual(['.out.csv.sluice-tmp']);
      await file.write(Buffer.from('end'));
      await file.seal();
      expect(readdirSync(local)).toEqual(['.out.csv.sluice-sealed']);
      expect(await storage.list(folder, '')).toEqual([]);
      expect(await storage.sealed(folder, 'out')).toMatchObject([{ path: `${folder}/out.csv`, size: 2_500_003 }]);
      await storage.publish(`${folder}/out.csv`);
      expect(readdirSync(local)).toEqual(['out.csv']);
      expect(readFileSync(join(local, 'out.csv')).toString('latin1', 2_499_999)).toBe('Aend');
      expect(await storage.list(folder, 'ou')).toMatchObject([{ path: `${folder}/out.csv`, size: 2_500_003 }]);
    });

    test('publishing replaces what is there, also under another name', async () => {
      const place = await fresh();
      put(place, 'old.csv', 'old');
      chmodSync(join(place.local, 'old.csv'), 0o666);
      const storage = storageOn(place.parameter);
      const file = await storage.create(`${place.remote}/part.csv`);
      await file.write(Buffer.from('new'));
      await file.seal();
      await storage.publish(`${place.remote}/part.csv`, `${place.remote}/old.csv`);
      expect(readFileSync(join(place.local, 'old.csv'), 'utf8')).toBe('new');
      await expect(storage.publish(`${place.remote}/part.csv`)).rejects.toMatchObject({ code: 'FILES_STAGED_LOST' });
    });

    test('aborting and discarding leave nothing', async () => {
      const place = await fresh();
      const storage = storageOn(place.parameter);
      const aborted = await storage.create(`${place.remote}/a.csv`);
      await aborted.write(Buffer.alloc(1_000_000));
      await aborted.abort();
      expect(readdirSync(place.local)).toEqual([]);
      const started = await storage.create(`${place.remote}/run_1.csv`);
      await started.write(Buffer.from('x'));
      const sealed = await storage.create(`${place.remote}/run_2.csv`);
      await sealed.seal();
      put(place, 'run_3.csv');
      await started.abort();
      put(place, '.run_1.csv.sluice-tmp');
      await storage.discard(place.remote, 'run_', { sealed: false });
      expect(readdirSync(place.local).toSorted()).toEqual(['.run_2.csv.sluice-sealed', 'run_3.csv']);
      await storage.discard(place.remote, 'run_', { sealed: true });
      expect(readdirSync(place.local)).toEqual(['run_3.csv']);
    });

    test('parts are joined in order', async () => {
      const place = await fresh();
      const storage = storageOn({ ...place.parameter, maxConnections: 2 });
      const parts = [];
      for (const [name, text] of [
        ['p1', 'a'.repeat(700_000)],
        ['p2', ''],
        ['p3', 'c'.repeat(300_000)],
      ] as const) {
        const part = await storage.create(`${place.remote}/${name}`);
        await part.write(Buffer.from(text));
        await part.seal();
        parts.push({ path: part.path, size: text.length, version: '' });
      }
      await storage.concatenate(parts, `${place.remote}/whole`);
      expect(readdirSync(place.local)).toEqual(['.whole.sluice-sealed']);
      const whole = readFileSync(join(place.local, '.whole.sluice-sealed'), 'latin1');
      expect(whole).toBe('a'.repeat(700_000) + 'c'.repeat(300_000));
    });

    test('more files may be begun than there are connections', async () => {
      const place = await fresh();
      const storage = storageOn({ ...place.parameter, maxConnections: 2 });
      const files = [];
      for (const name of ['a', 'b', 'c', 'd']) {
        const file = await storage.create(`${place.remote}/${name}`);
        await file.write(Buffer.from(`${name}1`));
        files.push(file);
      }
      for (const file of files.toReversed()) await file.write(Buffer.from('2'));
      for (const file of files) await file.seal();
      const texts = readdirSync(place.local)
        .toSorted()
        .map((name) => readFileSync(join(place.local, name), 'utf8'));
      expect(texts).toEqual(['a12', 'b12', 'c12', 'd12']);
    });

    test('removing what is gone is no error', async () => {
      const place = await fresh();
      put(place, 'a.csv');
      const storage = storageOn(place.parameter);
      await storage.remove(`${place.remote}/a.csv`);
      await storage.remove(`${place.remote}/a.csv`);
      expect(readdirSync(place.local)).toEqual([]);
    });

    test('without an absolute path everything begins at the base folder', async () => {
      const place = await fresh();
      put(place, 'in/a.csv');
      const storage = storageOn({ ...place.parameter, baseDirectory: `${place.remote}/in` });
      expect((await storage.find('*.csv', signal)).map(({ path }) => path)).toEqual(['a.csv']);
      expect((await storage.find('', signal)).map(({ path }) => path)).toEqual(['a.csv']);
      await storage.prepareFolder('');
      await storage.prepareFolder('out');
      expect(readdirSync(join(place.local, 'in')).toSorted()).toEqual(['a.csv', 'out']);
    });
  });
});

describeWithService('rclone', 'SFTP, rclone: another server than OpenSSH', () => {
  test('files come and go, without the extensions of OpenSSH', async () => {
    const place = await newPlace('rclone');
    const storage = storageOn(place.parameter);
    await storage.prepareFolder(`${place.remote}/out`);
    const file = await storage.create(`${place.remote}/out/a.bin`);
    await file.write(Buffer.alloc(3_000_000, 7));
    await file.seal();
    await storage.publish(file.path);
    const [found] = await storage.find(`${place.remote}/**/*.bin`, signal);
    if (found === undefined) throw new Error('not found');
    const bytes = await bytesOf(storage.read(found, { start: 0 }, signal));
    expect(bytes.equals(Buffer.alloc(3_000_000, 7))).toBe(true);
  });
});
