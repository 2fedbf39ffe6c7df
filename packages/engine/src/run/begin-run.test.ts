import { readFileSync } from 'node:fs';
import { fakeClock, temporaryFolder } from '@sluice/testkit';
import { beforeEach, expect, test } from 'vitest';
import { beginRun } from './begin-run.ts';
import { createRunFolder, writeJson, type RunFolder } from './run-folder.ts';

const runId = '20261121T035959-a';
let stateFolder: string;
let folder: RunFolder;
beforeEach(() => {
  stateFolder = temporaryFolder();
  folder = createRunFolder(stateFolder, runId);
});

const begin = () => beginRun({ stateFolder, runId, fingerprint: 'f', clock: fakeClock() });
const left = (state: string, process: object) =>
  writeJson(folder, 'run.json', { runId, state, fingerprint: 'f', ...process });
const plan = { readSchema: { columns: [] }, wanted: { columns: [] }, writeShared: null, splits: [1, 2] };
/** More than any system gives. */
const dead = { pid: 2 ** 30 };

test('a run of a new id begins in a folder of that id', () => {
  expect(begin()).toMatchObject({ folder: { runId }, resume: undefined });
});

test('a run that was killed before its splits were known begins anew, in its folder', () => {
  left('running', dead);
  expect(begin()).toMatchObject({ folder: { runId }, resume: undefined });
});

test('a run that was killed after its splits were known goes on', () => {
  left('running', dead);
  writeJson(folder, 'plan.json', plan);
  expect(begin()).toMatchObject({ folder: { runId }, resume: { plan: { splits: [1, 2] }, dirty: 0 } });
});

test('a run that has succeeded without anybody hearing of it answers its report and is not repeated', () => {
  left('succeeded', dead);
  writeJson(folder, 'plan.json', plan);
  writeJson(folder, 'report.json', { runId, rowsWritten: 7 });
  expect(begin()).toEqual({ report: { runId, rowsWritten: 7 } });
});

test('a run whose process still works is refused; a later process of the same number does not count', () => {
  const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
  const startTicks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  left('running', { pid: process.ppid, startTicks });
  expect(begin).toThrow('is still running');
  left('running', { pid: process.ppid, startTicks: '1' });
  expect(begin()).toMatchObject({ resume: undefined });
});
