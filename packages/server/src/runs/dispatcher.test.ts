import { temporaryFolder } from '@sluice/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findGroup } from '../resource-groups/groups.ts';
import { streamScript, TestHouse } from '../scheduler/test-house.ts';
import type { Ground } from '../subject.ts';
import { workerErrors } from '../worker/errors.ts';
import type { Workers } from '../worker/work.ts';
import { Dispatcher } from './dispatcher.ts';
import { enqueue } from './queue.ts';

let house: TestHouse;
let ground: Ground;
let dispatcher: Dispatcher;
let isDown: boolean;
let jumpMs: number;
/** What the worker processes do, one after the other; each ends when it is killed. */
let performed: { readonly engineRun: string; isKilled: boolean }[];

const workers: Workers = {
  perform: (work, { kill }) =>
    new Promise((_, reject) => {
      if (work.kind !== 'run') return;
      const entry = { engineRun: work.engineRun, isKilled: false };
      performed.push(entry);
      kill?.addEventListener('abort', () => {
        entry.isKilled = true;
        reject(workerErrors.lost({ signal: 'SIGKILL' }));
      });
    }),
};

beforeEach(async () => {
  house = await TestHouse.open(':memory:', '2026-03-01T10:00:00Z');
  isDown = false;
  jumpMs = 0;
  performed = [];
  const { store } = house.ground;
  const failing = {
    ...store,
    get database() {
      if (isDown) throw new Error('the store does not answer');
      return store.database;
    },
  };
  const { clock } = house;
  const jumping = { ...clock, monotonic: clock.monotonic, now: () => clock.now() + jumpMs };
  ground = { ...house.ground, store: failing, clock: jumping };
  dispatcher = new Dispatcher(ground, {
    workers,
    stateFolder: temporaryFolder(),
    sourceOf: () => Promise.reject(new Error('none')),
  });
});
afterEach(async () => {
  await dispatcher.close();
  await house.close();
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200 && !(await holds()); turn++) await new Promise((resolve) => setTimeout(resolve, 50));
}

async function enqueueOne(): Promise<void> {
  const { id: groupId } = await findGroup(ground.store, 'default');
  await enqueue(ground, {
    projectId: 'project-p',
    jobId: null,
    jobName: 'orders',
    jobVersion: null,
    script: streamScript,
    variables: {},
    reason: 'manual',
    groupId,
    priority: 1,
    environment: 'production',
    startedBy: null,
  });
}

test('a run is stopped while the store does not answer, and goes on when it does, nobody having cancelled it', async () => {
  await enqueueOne();
  dispatcher.start();
  await until(() => performed.length === 1);
  isDown = true;
  house.clock.advance(11_000);
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(performed).toMatchObject([{ isKilled: false }]);
  house.clock.advance(2_000);
  await until(() => performed[0]?.isKilled === true);
  isDown = false;
  await until(() => performed.length === 2);
  const [run] = await house.runs();
  expect(run).toMatchObject({ state: 'running', attempts: 2 });
  expect(performed.map(({ engineRun }) => engineRun)).toEqual([run?.engine_run, run?.engine_run]);
});

test('when the time of day jumps, the time that a run has worked does not', async () => {
  await enqueueOne();
  dispatcher.start();
  await until(() => performed.length === 1);
  jumpMs = 6 * 3_600_000;
  house.clock.advance(6_000);
  const claimedAt = async () => (await house.runs())[0]?.claimed_at;
  await until(async () => (await claimedAt()) !== Date.parse('2026-03-01T10:00:00Z'));
  expect(await claimedAt()).toBe(Date.parse('2026-03-01T16:00:00Z'));
});
