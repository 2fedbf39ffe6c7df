import { asSluiceError, type JsonValue, type Logger } from '@sluice/core';
import type { Work, WorkEvent, WorkResult } from './work.ts';

export interface PerformContext {
  readonly drain: AbortSignal;
  readonly kill: AbortSignal;
  onEvent(event: WorkEvent): void;
}

/** Performs any work in this process. Never rejects. */
export async function performWork(work: Work, context: PerformContext): Promise<WorkResult> {
  try {
    const value = await perform(work, context);
    return { ok: true, value: JSON.parse(JSON.stringify(value ?? null)) as JsonValue };
  } catch (error) {
    return { ok: false, error: asSluiceError(error).toJSON() };
  }
}

/** Modules are loaded when their kind of work comes: a connection test needs no engine. */
async function perform(work: Work, context: PerformContext): Promise<unknown> {
  switch (work.kind) {
    case 'testSource':
    case 'listTables':
    case 'describeTable':
    case 'createTable': {
      const { explore } = await import('./explore.ts');
      return explore(work, context);
    }
    case 'preview':
    case 'plan':
    case 'describeReader': {
      const { explain } = await import('./explain.ts');
      return explain(work, context);
    }
    case 'testRun': {
      const { testRun } = await import('./trial-run.ts');
      return testRun(work, context);
    }
    case 'removeTrial': {
      const { removeTestRun } = await import('./trial-run.ts');
      return removeTestRun(work, context);
    }
    case 'run': {
      const { run } = await import('./run.ts');
      return run(work, context);
    }
  }
}

/** A logger whose lines go to the server. */
export function eventLog({ onEvent }: PerformContext): Logger {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error'): Logger['info'] =>
    (message, fields = {}) =>
      onEvent({ kind: 'log', at: Date.now(), level, message, fields });
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
