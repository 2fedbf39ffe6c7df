import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.ts';
import { identify, isAlive, type ProcessIdentity } from './processes.ts';
import { oncePerRun, recordProcess, sweep, type ServiceRun } from './run.ts';

const gone: ProcessIdentity = { pid: process.pid, startTime: '1' };

function makeRun(owner: ProcessIdentity): ServiceRun {
  const parent = temporaryFolder();
  const run = { folder: join(parent, 'run'), dataFolder: join(parent, 'data') };
  mkdirSync(run.folder);
  mkdirSync(run.dataFolder);
  writeFileSync(join(run.folder, 'owner.json'), JSON.stringify({ ...owner, dataFolder: run.dataFolder }));
  return run;
}

function startSleeper(): ProcessIdentity {
  return identify(spawn('sleep', ['60'], { stdio: 'ignore' }).pid as number);
}

test('a killed run is swept with its servers and its data', async () => {
  const run = makeRun(gone);
  const server = startSleeper();
  recordProcess(run, 'postgresql', { ...server, stopSignal: 'SIGTERM' });
  await sweep(join(run.folder, '..'));
  expect(isAlive(server)).toBe(false);
  expect(existsSync(run.folder)).toBe(false);
  expect(existsSync(run.dataFolder)).toBe(false);
});

test('a run whose owner lives is left alone', async () => {
  const run = makeRun(identify(process.pid));
  const server = startSleeper();
  recordProcess(run, 'postgresql', { ...server, stopSignal: 'SIGTERM' });
  await sweep(join(run.folder, '..'));
  expect(isAlive(server)).toBe(true);
  expect(existsSync(run.folder)).toBe(true);
  process.kill(server.pid, 'SIGKILL');
});

test('a process that only took over the number of a server is not touched', async () => {
  const run = makeRun(gone);
  const stranger = startSleeper();
  recordProcess(run, 'mariadb', { pid: stranger.pid, startTime: '1', stopSignal: 'SIGTERM' });
  await sweep(join(run.folder, '..'));
  expect(isAlive(stranger)).toBe(true);
  process.kill(stranger.pid, 'SIGKILL');
});

test('a folder without owner is swept only when it is old', async () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, 'starting'));
  mkdirSync(join(parent, 'old'));
  utimesSync(join(parent, 'old'), 1, 1);
  await sweep(parent);
  expect(existsSync(join(parent, 'starting'))).toBe(true);
  expect(existsSync(join(parent, 'old'))).toBe(false);
});

test('several callers create a thing once', async () => {
  const run = makeRun(identify(process.pid));
  let created = 0;
  const create = async (): Promise<number> => ++created;
  const answers = await Promise.all([1, 2, 3].map(() => oncePerRun(run, 'thing', create)));
  expect(answers).toEqual([1, 1, 1]);
});

test('a failure is remembered and not tried again', async () => {
  const run = makeRun(identify(process.pid));
  let tries = 0;
  const create = async (): Promise<never> => {
    tries++;
    throw new Error('no port is free');
  };
  await expect(oncePerRun(run, 'thing', create)).rejects.toThrow('no port is free');
  await expect(oncePerRun(run, 'thing', create)).rejects.toThrow('no port is free');
  expect(tries).toBe(1);
});

test('the lock of a killed process is taken over', async () => {
  const run = makeRun(identify(process.pid));
  writeFileSync(join(run.folder, 'thing.lock'), JSON.stringify(gone));
  expect(await oncePerRun(run, 'thing', async () => 5)).toBe(5);
});
