import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock, LogFields, Logger } from '@sluice/core';
import type { RunReport } from './report.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Logs into the run's folder (everything, one JSON object per line) and to the given logger. */
export function openRunLog(
  file: string,
  outer: Logger,
  clock: Clock,
): { readonly log: Logger; end(report: RunReport): void; close(): Promise<void> } {
  const descriptor = openSync(file, 'a', 0o600);
  const store = (level: LogLevel, message: string, fields: LogFields): void => {
    const line = { time: new Date(clock.now()).toISOString(), level, message, ...fields };
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
  };
  const write = (level: LogLevel, message: string, fields: LogFields = {}): void => {
    store(level, message, fields);
    outer[level](message, fields);
  };
  return {
    log: {
      debug: (message, fields) => write('debug', message, fields),
      info: (message, fields) => write('info', message, fields),
      warn: (message, fields) => write('warn', message, fields),
      error: (message, fields) => write('error', message, fields),
    },
    // In the file alone: whoever listens gets the report. A failure stands there already.
    end({ state, rowsRead, rowsWritten, rowsSkipped, rowsFiltered, rowsDirty, seconds, error }) {
      const facts = { state, rowsRead, rowsWritten, rowsSkipped, rowsFiltered, rowsDirty, seconds };
      if (error === undefined) store('info', 'run finished', facts);
    },
    async close() {
      closeSync(descriptor);
    },
  };
}
