import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { listAll } from '../families/files/object-store/client.ts';
import { inParallel } from '../families/files/object-store/in-parallel.ts';
import { clientFor, newBucket, storageFor } from './test-buckets.ts';

const { signal } = new AbortController();

/** Keys that a pattern finds in a bucket of these objects. */
async function find(keys: readonly string[], ...patterns: readonly string[]): Promise<readonly (readonly string[])[]> {
  const bucket = await newBucket();
  await inParallel(20, keys, (key) => bucket.put(key, key.endsWith('/') ? '' : key));
  const storage = await storageFor(bucket.connection);
  const found = [];
  for (const pattern of patterns) found.push((await storage.find(pattern, signal)).map(({ path }) => path));
  return found;
}

describeWithService('versitygw', 'objects that patterns stand for', () => {
  test('stars and question marks stay within a name', async () => {
    const keys = ['a1.csv', 'a2.csv', 'b1.csv', 'a10.csv', 'sub/a3.csv'];
    expect(await find(keys, 'a?.csv', 'a*.csv', '/a1.csv')).toEqual([
      ['a1.csv', 'a2.csv'],
      ['a1.csv', 'a10.csv', 'a2.csv'],
      ['a1.csv'],
    ]);
  });

  test('two stars go down any number of folders', async () => {
    const keys = ['a.csv', 'x/b.csv', 'x/y/c.csv', 'x/y/d.txt', 'z/e.csv'];
    expect(await find(keys, '**/*.csv', 'x/**', 'x/**/c.*')).toEqual([
      ['a.csv', 'x/b.csv', 'x/y/c.csv', 'z/e.csv'],
      ['x/b.csv', 'x/y/c.csv', 'x/y/d.txt'],
      ['x/y/c.csv'],
    ]);
  });

  test('brackets and braces choose, at any depth', async () => {
    const keys = ['in/p1', 'in/p2', 'in/p3', 'in/q1', 'out/p1'];
    expect(await find(keys, 'in/p[1-2]', 'in/p[!1]', '{in,out}/p1', 'in/{p{1,3},q1}')).toEqual([
      ['in/p1', 'in/p2'],
      ['in/p2', 'in/p3'],
      ['in/p1', 'out/p1'],
      ['in/p1', 'in/p3', 'in/q1'],
    ]);
  });

  test('a folder is read with all below, also when a pattern names it', async () => {
    const keys = ['dt=1/a', 'dt=1/x/b', 'dt=2/c', 'other/d', 'dt=1.txt'];
    expect(await find(keys, 'dt=1', 'dt=1/', 'dt=?', 'd*/x', '/')).toEqual([
      ['dt=1/a', 'dt=1/x/b'],
      ['dt=1/a', 'dt=1/x/b'],
      ['dt=1/a', 'dt=1/x/b', 'dt=2/c'],
      ['dt=1/x/b'],
      ['dt=1.txt', 'dt=1/a', 'dt=1/x/b', 'dt=2/c', 'other/d'],
    ]);
  });

  test('hidden objects and folders count only when named', async () => {
    const keys = ['a', '.b', '.c/d', 'x/.y/z'];
    expect(await find(keys, '*', '', '**', '.b', '.*', 'x/.y')).toEqual([
      ['a', 'x/.y/z'].slice(0, 1),
      ['a'],
      ['a'],
      ['.b'],
      ['.b', '.c/d'],
      ['x/.y/z'],
    ]);
  });

  test('marks of folders are no files', async () => {
    expect(await find(['in/', 'in/a', 'in/sub/'], 'in', 'in/*', '**')).toEqual([['in/a'], ['in/a'], ['in/a']]);
  });

  test('names with any character are found as they are', async () => {
    const keys = ['a[1].csv', 'a1.csv', 'blank + plus.csv', 'per%20cent', 'ünï/中文🚀', "q'(!)*~&=?#;:@,$"];
    const [all, named, escaped, deep] = await find(keys, '**', 'a[1].csv', 'a\\[1\\].csv', 'ünï/*');
    expect(all).toEqual([...keys].sort());
    expect(named).toEqual(['a[1].csv']);
    expect(escaped).toEqual(['a[1].csv']);
    expect(deep).toEqual(['ünï/中文🚀']);
  });

  test('nothing matches nothing', async () => {
    expect(await find(['a'], 'b', 'b*', 'b/**')).toEqual([[], [], []]);
  });

  test('more objects than fit on a page are found, each once', async () => {
    const bucket = await newBucket();
    const keys = Array.from({ length: 23 }, (_, index) => `many+ü/${String(index).padStart(3, '0')}`);
    await inParallel(20, [...keys, 'many+ü/x/1', 'many+ü/y/2'], (key) => bucket.put(key, key));
    const client = await clientFor(bucket.connection);
    for (const byFolder of [false, true]) {
      const pages = [];
      for await (const page of listAll(client, { prefix: 'many+ü/', byFolder, limit: 5, signal })) pages.push(page);
      expect(pages.length).toBe(5);
      expect(pages.flatMap(({ objects }) => objects.map(({ key }) => key)).slice(0, 23)).toEqual(keys);
      expect(pages.flatMap(({ folders }) => folders)).toEqual(byFolder ? ['many+ü/x/', 'many+ü/y/'] : []);
    }
  });

  test('names that URLs cannot carry are refused', async () => {
    const storage = await storageFor((await newBucket()).connection);
    await expect(storage.find('a/../b', signal)).rejects.toMatchObject({ code: 'OBJECT_STORE_BAD_KEY' });
  });
});
