import { expect, test } from 'vitest';
import type { Session } from './session.ts';
import { SessionPool } from './session-pool.ts';

interface Fake {
  readonly session: Session;
  readonly closed: unknown[];
}

function fakeSession(): Fake {
  const closed: unknown[] = [];
  const close = async (options?: unknown): Promise<void> => void closed.push(options);
  return { session: { close } as unknown as Session, closed };
}

test('hands a released session to the next task', async () => {
  const { session } = fakeSession();
  const pool = new SessionPool({ open: async () => session, canGrow: true });
  pool.release(await pool.take());
  expect(await pool.take()).toBe(session);
});

test('waits for a session of the snapshot instead of opening another one', async () => {
  const { session } = fakeSession();
  const open = async (): Promise<Session> => {
    throw new Error('opened');
  };
  const pool = new SessionPool({ open, canGrow: false }, [session]);
  const first = await pool.take();
  const second = pool.take();
  pool.release(first);
  expect(await second).toBe(session);
});

test('opens a new session when the last one of the snapshot is lost', async () => {
  const lost = fakeSession();
  const fresh = fakeSession();
  const pool = new SessionPool({ open: async () => fresh.session, canGrow: false }, [lost.session]);
  const first = await pool.take();
  const second = pool.take();
  await pool.discard(first, { cancel: true });
  expect(await second).toBe(fresh.session);
  expect(lost.closed).toEqual([{ cancel: true }]);
});

test('closes idle sessions and cancels those at work', async () => {
  const idle = fakeSession();
  const busy = fakeSession();
  const pool = new SessionPool({ open: async () => busy.session, canGrow: true }, [idle.session, busy.session]);
  await pool.take();
  await pool.close();
  expect(idle.closed).toEqual([undefined]);
  expect(busy.closed).toEqual([{ cancel: true }]);
});
