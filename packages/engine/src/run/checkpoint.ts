import { readFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { CommitReport, JsonValue } from '@sluice/core';
import type { Stats } from '../pipeline/stats.ts';

/** What a finished task leaves behind; enough to skip it in a resume and to print it in the report. */
export interface TaskOutcome {
  readonly taskId: string;
  readonly label: string;
  readonly attempts: number;
  readonly isolated: boolean;
  readonly seconds: number;
  readonly dirty: number;
  readonly stats: Readonly<Stats>;
  readonly commit: CommitReport;
}

type CheckpointLine =
  | { readonly event: 'committing'; readonly taskId: string; readonly token?: JsonValue; readonly outcome: TaskOutcome }
  | { readonly event: 'done'; readonly taskId: string; readonly outcome: TaskOutcome }
  | { readonly event: 'given-up'; readonly taskId: string };

/** A task whose commit was begun, and not known to be finished, when the run ended. */
export interface DoubtfulTask {
  readonly taskId: string;
  /** Absent: the target cannot tell what became of it. */
  readonly token?: JsonValue;
  readonly outcome: TaskOutcome;
}

/**
 * The log of finished tasks of one run: appended and synced, so that a `kill -9` at any moment loses no acknowledged
 * work (invariant 10).
 */
export class Checkpoint {
  readonly #file: string;
  #handle: Promise<FileHandle> | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Before a commit whose fate the writer can tell later by this token, or nobody can. */
  committing(outcome: TaskOutcome, token: JsonValue | undefined): Promise<void> {
    return this.#append({
      event: 'committing',
      taskId: outcome.taskId,
      ...(token === undefined ? {} : { token }),
      outcome,
    });
  }

  done(outcome: TaskOutcome): Promise<void> {
    return this.#append({ event: 'done', taskId: outcome.taskId, outcome });
  }

  /** The announced commit did not happen. */
  givenUp(taskId: string): Promise<void> {
    return this.#append({ event: 'given-up', taskId });
  }

  async close(): Promise<void> {
    await this.#tail;
    await (await this.#handle)?.close();
    this.#handle = undefined;
  }

  #append(line: CheckpointLine): Promise<void> {
    this.#handle ??= openLog(this.#file);
    const handle = this.#handle;
    this.#tail = this.#tail.then(async () => {
      const file = await handle;
      await file.appendFile(`${JSON.stringify(line)}\n`);
      await file.datasync();
    });
    return this.#tail;
  }
}

/** Opens the log for appending, without the half-written last line that a crash may have left. */
async function openLog(file: string): Promise<FileHandle> {
  const handle = await open(file, 'a+', 0o600);
  const log = await handle.readFile();
  const end = log.lastIndexOf(10) + 1;
  if (end < log.length) await handle.truncate(end);
  return handle;
}

/** Reads a checkpoint. A half-written last line (killed while writing) is left out. */
export function readCheckpoint(file: string): {
  readonly done: ReadonlyMap<string, TaskOutcome>;
  readonly doubtful: readonly DoubtfulTask[];
} {
  const done = new Map<string, TaskOutcome>();
  const doubtful = new Map<string, DoubtfulTask>();
  for (const line of readLines(file)) {
    if (line.event === 'done') done.set(line.taskId, line.outcome);
    if (line.event === 'committing') doubtful.set(line.taskId, line);
    else doubtful.delete(line.taskId);
  }
  return { done, doubtful: [...doubtful.values()] };
}

function readLines(file: string): CheckpointLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as CheckpointLine);
}
