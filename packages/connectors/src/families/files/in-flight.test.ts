import { expect, test } from 'vitest';
import { InFlight } from './in-flight.ts';

/** Jobs that end when told to. */
function jobs(limits: { jobs: number; bytes: number }) {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const flight = new InFlight(limits);
  const start = (name: string, bytes: number): Promise<void> =>
    flight.start(bytes, () => {
      started.push(name);
      return new Promise((resolve) => ends.set(name, resolve));
    });
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return { flight, started, start, tick, end: (name: string) => ends.get(name)?.() };
}

test('jobs wait for room in number and in bytes', async () => {
  const { started, start, tick, end } = jobs({ jobs: 2, bytes: 10 });
  await start('a', 4);
  await start('b', 4);
  void start('c', 1);
  await tick();
  expect(started).toEqual(['a', 'b']);
  end('a');
  await tick();
  expect(started).toEqual(['a', 'b', 'c']);
  end('b');
  void start('d', 20);
  await tick();
  expect(started).toEqual(['a', 'b', 'c']);
  end('c');
  await tick();
  expect(started).toEqual(['a', 'b', 'c', 'd']);
});

test('a failure is told by the next start and by drain', async () => {
  const flight = new InFlight({ jobs: 4, bytes: 10 });
  await flight.start(1, async () => {
    throw new Error('broken');
  });
  await flight.settle();
  await expect(flight.start(1, async () => undefined)).rejects.toThrow('broken');
  await expect(flight.drain()).rejects.toThrow('broken');
});
