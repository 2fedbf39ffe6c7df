import { fakeClock } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { errors } from './errors.ts';
import type { Link } from './link.ts';
import { LinkPool, type LeaseHolder } from './link-pool.ts';

const { signal } = new AbortController();
const lost = () => errors.connectionLost({ host: 'h:21', reason: 'test' });

class FakeLink {
  isClosed = false;
  close(): void {
    this.isClosed = true;
  }
}

function poolOf(settings: { maxLinks?: number; usersPerLink?: number; refuseFrom?: number; failure?: Error } = {}) {
  const links: FakeLink[] = [];
  const clock = fakeClock();
  const pool = new LinkPool({
    open: async () => {
      if (settings.failure !== undefined) throw settings.failure;
      if (links.filter((link) => !link.isClosed).length >= (settings.refuseFrom ?? Infinity))
        throw errors.tooManyConnections({ host: 'h:21', reason: 'test' });
      const link = new FakeLink();
      links.push(link);
      return link as unknown as Link;
    },
    maxLinks: settings.maxLinks ?? 2,
    usersPerLink: settings.usersPerLink ?? 1,
    clock,
    host: 'h:21',
  });
  return { pool, links, clock };
}

/** True when it has not settled yet. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const late = Symbol('late');
  return (await Promise.race([promise, new Promise((resolve) => setImmediate(() => resolve(late)))])) === late;
}

test('a link that is given back is used again', async () => {
  const { pool, links } = poolOf();
  (await pool.take(signal)).release();
  (await pool.take(signal)).release();
  expect(links).toHaveLength(1);
});

test('no more links than allowed; whoever comes later waits', async () => {
  const { pool, links } = poolOf();
  const first = await pool.take(signal);
  await pool.take(signal);
  const third = pool.take(signal);
  expect(await isPending(third)).toBe(true);
  first.release();
  expect((await third).link).toBe(links[0]);
  expect(links).toHaveLength(2);
});

test('links that carry several are shared only when there may be no more', async () => {
  const { pool, links } = poolOf({ usersPerLink: 2 });
  const leases = [await pool.take(signal), await pool.take(signal), await pool.take(signal), await pool.take(signal)];
  expect(leases.map((lease) => links.indexOf(lease.link as unknown as FakeLink))).toEqual([0, 1, 0, 1]);
  expect(await isPending(pool.take(signal))).toBe(true);
  pool.close();
});

test('a closed link is replaced', async () => {
  const { pool, links } = poolOf();
  (await pool.take(signal)).release();
  links[0]?.close();
  expect((await pool.take(signal)).link).toBe(links[1]);
});

test('a server that allows fewer is content with those', async () => {
  const { pool, links } = poolOf({ maxLinks: 8, refuseFrom: 1 });
  const first = await pool.take(signal);
  const second = pool.take(signal);
  expect(await isPending(second)).toBe(true);
  first.release();
  expect((await second).link).toBe(links[0]);
});

test('the first refusal is told as it is', async () => {
  await expect(poolOf({ refuseFrom: 0 }).pool.take(signal)).rejects.toMatchObject({ code: 'FTP_TOO_MANY_CONNECTIONS' });
  const failure = errors.loginFailed({ user: 'u', host: 'h:21', reason: 'no' });
  await expect(poolOf({ failure }).pool.take(signal)).rejects.toBe(failure);
});

test('two links at once are refused up front where the server allows one', async () => {
  const { pool } = poolOf({ refuseFrom: 1 });
  await expect(pool.needTwo(signal)).rejects.toMatchObject({ code: 'FTP_TOO_FEW_CONNECTIONS' });
  await expect(poolOf().pool.needTwo(signal)).resolves.toBeUndefined();
});

test('an action is repeated once when its link turns out to be dead', async () => {
  const { pool, links } = poolOf();
  const repeats: boolean[] = [];
  const answer = await pool.run(signal, async (link, isRepeated) => {
    repeats.push(isRepeated);
    if (isRepeated) return 'done';
    link.close();
    throw lost();
  });
  expect([answer, repeats, links.length]).toEqual(['done', [false, true], 2]);
  await expect(pool.run(signal, () => Promise.reject(lost()))).rejects.toMatchObject({ code: 'FTP_CONNECTION_LOST' });
});

test('who holds a link idly gives it back when others wait', async () => {
  const { pool, clock } = poolOf();
  const leases = [await pool.take(signal), await pool.take(signal)];
  let yielded = 0;
  const holder = (index: number, idleSince: number | undefined): LeaseHolder => ({
    idleSince,
    yieldLease: async () => {
      yielded = index;
      leases[index]?.release();
    },
  });
  pool.addHolder(holder(0, undefined));
  pool.addHolder(holder(1, clock.monotonic()));
  await pool.take(signal);
  expect(yielded).toBe(1);
  expect(clock.slept).toBe(1_000);
});

test('waiting ends with the run and with the pool', async () => {
  const { pool, links } = poolOf();
  await pool.take(signal);
  await pool.take(signal);
  const stop = new AbortController();
  const stopped = pool.take(stop.signal);
  const closed = pool.take(signal);
  stop.abort(new Error('cancelled'));
  await expect(stopped).rejects.toThrow('cancelled');
  pool.close();
  await expect(closed).rejects.toMatchObject({ code: 'FTP_CONNECTION_LOST' });
  expect(links.map((link) => link.isClosed)).toEqual([true, true]);
});
