import { fakeClock } from '@sluice/testkit';
import { expect, test } from 'vitest';
import type { Session } from './session.ts';
import { SessionPool } from './session-pool.ts';

interface Fake {
  readonly session: Session;
  readonly closed: unknown[];
}

function fakeSession({ isOpen = true, answer = async () => [] as unknown } = {}): Fake {
  const closed: unknown[] = [];
  const close = async (options?: unknown): Promise<void> => void closed.push(options);
  return { session: { isOpen, query: answer, close } as unknown as Session, closed };
}

const clock = fakeClock();

test('hands a released session to the next task', async () => {
  const { session } = fakeSession();
  const pool = new SessionPool({ open: async () => session, canGrow: true, clock });
  pool.release(await pool.take());
  expect(await pool.take()).toBe(session);
});

test('waits for a session of the snapshot instead of opening another one', async () => {
  const { session } = fakeSession();
  const open = async (): Promise<Session> => {
    throw new Error('opened');
  };
  const pool = new SessionPool({ open, canGrow: false, clock }, [session]);
  const first = await pool.take();
  const second = pool.take();
  pool.release(first);
  expect(await second).toBe(session);
});

test('opens a new session when the last one of the snapshot is lost', async () => {
  const lost = fakeSession();
  const fresh = fakeSession();
  const pool = new SessionPool({ open: async () => fresh.session, canGrow: false, clock }, [lost.session]);
  const first = await pool.take();
  const second = pool.take();
  await pool.discard(first, { cancel: true });
  expect(await second).toBe(fresh.session);
  expect(lost.closed).toEqual([{ cancel: true }]);
});

test('closes idle sessions and cancels those at work', async () => {
  const idle = fakeSession();
  const busy = fakeSession();
  const pool = new SessionPool({ open: async () => busy.session, canGrow: true, clock }, [idle.session, busy.session]);
  await pool.take();
  await pool.close();
  expect(idle.closed).toEqual([undefined]);
  expect(busy.closed).toEqual([{ cancel: true }]);
});

test('opens a new session in place of one whose link was lost while nobody used it', async () => {
  const lost = fakeSession({ isOpen: false });
  const fresh = fakeSession();
  const pool = new SessionPool({ open: async () => fresh.session, canGrow: true, clock }, [lost.session]);
  expect(await pool.take()).toBe(fresh.session);
  expect(lost.closed).toEqual([{ cancel: true }]);
});

test('asks a session that was idle for long whether it still lives, and not one that was just used', async () => {
  const time = fakeClock();
  const asked: string[] = [];
  const idle = fakeSession({ answer: async () => void asked.push('asked') });
  const pool = new SessionPool({ open: async () => idle.session, canGrow: true, clock: time }, [idle.session]);
  await time.sleep(29_000);
  pool.release(await pool.take());
  expect(asked).toEqual([]);
  await time.sleep(31_000);
  expect(await pool.take()).toBe(idle.session);
  expect(asked).toEqual(['asked']);
});

test('gives up an idle session that does not answer within five seconds', async () => {
  const time = fakeClock();
  const dead = fakeSession({ answer: () => new Promise<never>(() => undefined) });
  const fresh = fakeSession();
  const pool = new SessionPool({ open: async () => fresh.session, canGrow: true, clock: time }, [dead.session]);
  await time.sleep(31_000);
  expect(await pool.take()).toBe(fresh.session);
  expect(time.slept).toBe(36_000);
});
