import type { Item } from '../api.ts';

export type LogLine = Item<'runs', 'log'>;

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** More lines are not kept in the page; the oldest go first. */
export const mostLines = 200_000;

/**
 * Lines of one log in their order, from events or pages. A line that comes again (after a reconnect) is left out.
 * Listeners are told once per frame at most.
 */
export class LogLines {
  #lines: LogLine[] = [];
  #last = 0;
  #version = 0;
  #isTelling = false;
  readonly #listeners = new Set<() => void>();

  get all(): readonly LogLine[] {
    return this.#lines;
  }

  /** Number of the last line. */
  get last(): number {
    return this.#last;
  }

  add(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (line.line <= this.#last) continue;
      this.#last = line.line;
      this.#lines.push(line);
    }
    if (this.#lines.length > mostLines * 1.1) this.#lines = this.#lines.slice(-mostLines);
    this.#tell();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly version = (): number => this.#version;

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setTimeout(() => {
      this.#isTelling = false;
      this.#version++;
      for (const listener of this.#listeners) listener();
    }, 50);
  }
}

export interface LogFilter {
  /** This level and those above it. */
  readonly level: LogLevel;
  readonly search: string;
}

export function filterLines(lines: readonly LogLine[], { level, search }: LogFilter): readonly LogLine[] {
  const least = logLevels.indexOf(level);
  const wanted = search.trim().toLowerCase();
  if (least === 0 && wanted === '') return lines;
  return lines.filter(
    (line) => rankOf(line.level) >= least && (wanted === '' || textOfLine(line).toLowerCase().includes(wanted)),
  );
}

/** An unknown level is never hidden. */
function rankOf(level: string): number {
  const rank = logLevels.indexOf(level as LogLevel);
  return rank < 0 ? logLevels.length : rank;
}

/** Message and fields: `run planned splits=4 channels=2` */
export function textOfLine({ message, fields }: LogLine): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [message, ...parts].join(' ');
}
