import type { LogFields, Logger } from '@sluice/core';
import type { Screen, Style, Symbol } from './screen.ts';
import { styled, symbol } from './screen.ts';

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];
export type LogFormat = 'text' | 'json';

const marks: Readonly<Record<LogLevel, readonly [Symbol, Style]>> = {
  debug: ['note', 'dim'],
  info: ['note', 'dim'],
  warn: ['warn', 'yellow'],
  error: ['fail', 'red'],
};

/** Logs at or above a level, for people or as one JSON object per line, on the screen. */
export function createLogger(screen: Screen, format: LogFormat, level: LogLevel): Logger {
  const threshold = logLevels.indexOf(level);
  const at =
    (name: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (logLevels.indexOf(name) < threshold) return;
      if (format === 'json') screen.json({ time: new Date().toISOString(), level: name, message, ...fields });
      else screen.line(textLine(name, message, fields, screen));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function textLine(level: LogLevel, message: string, fields: LogFields, screen: Screen): string {
  const [sign, style] = marks[level];
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => `${name}=${typeof value === 'string' && /[\s"=]/.test(value) ? JSON.stringify(value) : value}`,
    );
  return [styled(symbol(sign, screen.look), style, screen.look), message, ...details].join(' ');
}
