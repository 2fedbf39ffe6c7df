import { createReadStream, existsSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runFolder } from '@sluice/engine';
import type { JsonValue } from '@sluice/core';

export interface LogLine {
  /** From 1. */
  readonly line: number;
  readonly at: string;
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
}

/** Lines of a run's log after line `after`; none while there is no log. */
export async function* readLog(stateFolder: string, engineRun: string, after: number): AsyncGenerator<LogLine> {
  const file = runFolder(stateFolder, engineRun).log;
  if (!existsSync(file)) return;
  // Only what is there now: a line that is being written comes with the next look.
  const end = statSync(file).size - 1;
  if (end < 0) return;
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file, { end, encoding: 'utf8' }) })) {
    line++;
    if (line <= after) continue;
    const parsed = parse(text);
    if (parsed === undefined) return;
    const { time, level, message, ...fields } = parsed;
    yield { line, at: String(time), level: String(level), message: String(message), fields };
  }
}

function parse(text: string): Record<string, JsonValue> | undefined {
  try {
    return JSON.parse(text) as Record<string, JsonValue>;
  } catch {
    return undefined;
  }
}
