import { fakeClock } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { RateLimiter } from './rate-limiter.ts';

test('keeps the mean rate from the first batch on', async () => {
  const clock = fakeClock();
  const limiter = new RateLimiter(1_000, clock);
  for (let batch = 0; batch < 40; batch++) await limiter.take(250);
  expect(clock.slept).toBe(10_000);
});

test('lets a batch larger than a second of budget pass once and leaves a debt', async () => {
  const clock = fakeClock();
  const limiter = new RateLimiter(1_000, clock);
  await limiter.take(3_500);
  expect(clock.slept).toBe(1_000);
  await limiter.take(500);
  expect(clock.slept).toBe(4_000);
});

test('never holds more than a second of budget after a pause', async () => {
  const clock = fakeClock();
  const limiter = new RateLimiter(1_000, clock);
  clock.advance(60_000);
  await limiter.take(1_000);
  expect(clock.slept).toBe(0);
  await limiter.take(1_000);
  expect(clock.slept).toBe(1_000);
});

test('serves callers in order', async () => {
  const clock = fakeClock();
  const limiter = new RateLimiter(100, clock);
  const served: string[] = [];
  await Promise.all(['a', 'b', 'c'].map((name) => limiter.take(100).then(() => served.push(name))));
  expect(served).toEqual(['a', 'b', 'c']);
  expect(clock.slept).toBe(3_000);
});
