import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock, LogFields, Logger } from '@sluice/core';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Logs into the run's folder (everything, one JSON object per line) and to the given logger. */
export function openRunLog(
  file: string,
  outer: Logger,
  clock: Clock,
): { readonly log: Logger; close(): Promise<void> } {
  const descriptor = openSync(file, 'a', 0o600);
  const write = (level: LogLevel, message: string, fields: LogFields = {}): void => {
    writeSync(
      descriptor,
      `${JSON.stringify({ time: new Date(clock.now()).toISOString(), level, message, ...fields })}\n`,
    );
    outer[level](message, fields);
  };
  return {
    log: {
      debug: (message, fields) => write('debug', message, fields),
      info: (message, fields) => write('info', message, fields),
      warn: (message, fields) => write('warn', message, fields),
      error: (message, fields) => write('error', message, fields),
    },
    async close() {
      closeSync(descriptor);
    },
  };
}
