import { expect, test } from 'vitest';
import type { Work, Workers } from '../worker/work.ts';
import { BoundedWorkers } from './bounded-workers.ts';

/** Ends a piece of work when it is told to. */
function workshop() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const workers: Workers = {
    perform: (work) =>
      new Promise((resolve) => {
        const { name } = (work as Extract<Work, { kind: 'testSource' }>).source;
        begun.push(name);
        ends.set(name, () => resolve({ ok: true, value: name }));
      }),
  };
  return { workers, begun, end: (name: string) => ends.get(name)?.() };
}

const look = (name: string): Work => ({ kind: 'testSource', source: { name, type: 'mysql', connection: {} } });

test('so many at once work, the others in the order in which they came', async () => {
  const { workers, begun, end } = workshop();
  const bounded = new BoundedWorkers(workers, { atOnce: 2, waitMs: 60_000 });
  const all = ['a', 'b', 'c', 'd'].map((name) => bounded.perform(look(name), {}));
  await expect.poll(() => begun).toEqual(['a', 'b']);
  end('b');
  await expect.poll(() => begun).toEqual(['a', 'b', 'c']);
  end('a');
  await expect.poll(() => begun).toEqual(['a', 'b', 'c', 'd']);
  end('c');
  end('d');
  const results = await Promise.all(all);
  expect(results.map((result) => result.ok && result.value)).toEqual(['a', 'b', 'c', 'd']);
});

test('who waits too long is told so, and leaves its place to the next one', async () => {
  const { workers, begun, end } = workshop();
  const bounded = new BoundedWorkers(workers, { atOnce: 1, waitMs: 20 });
  const first = bounded.perform(look('a'), {});
  await expect(bounded.perform(look('b'), {})).rejects.toMatchObject({ code: 'RESOURCE_GROUP_BUSY' });
  end('a');
  await first;
  const next = bounded.perform(look('c'), {});
  await expect.poll(() => begun).toEqual(['a', 'c']);
  end('c');
  await next;
});

test('who goes away while waiting is never begun', async () => {
  const { workers, begun, end } = workshop();
  const bounded = new BoundedWorkers(workers, { atOnce: 1, waitMs: 60_000 });
  const first = bounded.perform(look('a'), {});
  const gone = new AbortController();
  const second = bounded.perform(look('b'), { kill: gone.signal });
  const third = bounded.perform(look('c'), {});
  gone.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  end('a');
  await first;
  await expect.poll(() => begun).toEqual(['a', 'c']);
  end('c');
  await third;
});

test('a failure of the worker gives its place back', async () => {
  let count = 0;
  const workers: Workers = { perform: () => Promise.reject(new Error(`lost ${++count}`)) };
  const bounded = new BoundedWorkers(workers, { atOnce: 1, waitMs: 1_000 });
  await expect(bounded.perform(look('a'), {})).rejects.toThrow('lost 1');
  await expect(bounded.perform(look('b'), {})).rejects.toThrow('lost 2');
});
