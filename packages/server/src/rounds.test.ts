import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Rounds } from './rounds.ts';

test('a round begins at once when it is asked for, and by itself after the pause of the last one', async () => {
  const begun: number[] = [];
  const rounds = new Rounds(async () => {
    begun.push(performance.now());
    return begun.length < 3 ? 20 : 60_000;
  });
  rounds.wake();
  expect(begun).toHaveLength(1);
  while (begun.length < 3) await sleep(5);
  expect((begun[2] as number) - (begun[0] as number)).toBeGreaterThan(35);
  rounds.wake();
  expect(begun).toHaveLength(4);
  await rounds.close();
});

test('who asks several times during a round gets one more round after it, not beside it', async () => {
  const notes: string[] = [];
  const rounds = new Rounds(async () => {
    notes.push('begun');
    await sleep(5);
    notes.push('ended');
    return 60_000;
  });
  for (let times = 0; times < 3; times++) rounds.wake();
  await rounds.settle();
  expect(notes).toEqual(['begun', 'ended', 'begun', 'ended']);
  await rounds.close();
});

test('who asks at the very end of a round is heard', async () => {
  let count = 0;
  const rounds = new Rounds(async () => {
    count++;
    if (count === 1) queueMicrotask(() => queueMicrotask(() => rounds.wake()));
    return 60_000;
  });
  rounds.wake();
  await sleep(5);
  expect(count).toBe(2);
  await rounds.close();
});

test('a close waits for the round under way, and none begins after it', async () => {
  const notes: string[] = [];
  const rounds = new Rounds(async () => {
    notes.push('begun');
    await sleep(5);
    notes.push('ended');
    return 0;
  });
  rounds.wake();
  await rounds.close();
  rounds.wake();
  await sleep(10);
  expect(notes).toEqual(['begun', 'ended']);
});
