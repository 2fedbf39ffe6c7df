import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { DirtyRecord } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { exportOutcome, listOutcome } from '../commands/dirty.ts';
import { requireReadable } from '../job/read-text.ts';
import { connect, download } from './connect.ts';
import { followRun } from './follow.ts';
import { runIdOf } from './runs.ts';

export async function listDirty(given: string, limit: number, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const run = await runIdOf(given, remote);
  const { total, counts, items } = await remote.api.runs.dirty({
    params: { project: remote.project, run },
    query: { limit: Math.min(limit, 1_000) },
  });
  const shown = items.map(({ record }) => record as unknown as DirtyRecord);
  return listOutcome({ total, shown, counts: counts as { column?: string; code: string; count: number }[] });
}

export async function exportDirty(given: string, file: string | undefined, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const run = await runIdOf(given, remote);
  const path = `/api/projects/${encodeURIComponent(remote.project)}/runs/${encodeURIComponent(run)}/dirty.ndjson`;
  return exportOutcome(recordsOf(await download(remote, path)), file, context);
}

export async function replayDirty(given: string, file: string | undefined, context: CommandContext): Promise<Outcome> {
  const remote = await connect(context);
  const run = await runIdOf(given, remote);
  if (file !== undefined) requireReadable(file);
  const records: object[] = [];
  if (file !== undefined) for await (const record of recordsOf(createReadStream(file))) records.push(record);
  const started = await remote.api.runs.replay({
    params: { project: remote.project, run },
    body: file === undefined ? {} : { records: records as never },
  });
  return followRun(remote, started.id, context);
}

async function* recordsOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<DirtyRecord> {
  const { Readable } = await import('node:stream');
  for await (const line of createInterface({ input: Readable.from(bytes) }))
    if (line.trim() !== '') yield JSON.parse(line) as DirtyRecord;
}
