import type { FastifyBaseLogger } from 'fastify';
import type { LogFields, Logger } from '@sluice/core';

/** The server's log with our order of arguments. */
export function serverLog(log: FastifyBaseLogger): Logger {
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) =>
    log[level](fields ?? {}, message);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
