import { setTimeout as sleep } from 'node:timers/promises';
import type { ServerEvent } from '../http/events.ts';
import type { Store } from '../store/database.ts';
import { isOver } from './control.ts';
import type { LogFiles } from './log-file.ts';
import type { RunRow } from './queue.ts';

const lookEveryMs = 500;

/**
 * Log lines (`log`, id = line), progress (`progress`) and the state (`state`) of a run, until it is over. All of it comes
 * from the store and the run's folder, so any server can tell it, and a client goes on after the last line it saw.
 */
export async function* runEvents(
  { database }: Store,
  logs: LogFiles,
  { runId, after }: { readonly runId: string; readonly after: number },
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  let line = after;
  let told = { progress: '', state: '' };
  while (!signal.aborted) {
    const run = await database.selectFrom('runs').selectAll().where('id', '=', runId).executeTakeFirst();
    if (run === undefined) return;
    if (run.engine_run !== null) {
      for await (const entry of logs.read(run.engine_run, line)) {
        line = entry.line;
        yield { id: String(line), event: 'log', data: entry };
      }
    }
    yield* changes(run, told);
    told = { progress: run.progress ?? '', state: run.state };
    if (isOver(run)) return;
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}

function* changes(run: RunRow, told: { readonly progress: string; readonly state: string }): Generator<ServerEvent> {
  if (run.progress !== null && run.progress !== told.progress)
    yield { event: 'progress', data: JSON.parse(run.progress) as unknown };
  if (run.state !== told.state) yield { event: 'state', data: { state: run.state } };
}
