import { open, type FileHandle } from 'node:fs/promises';
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

const chunkBytes = 64 * 1024;
/** So many lines lie between two remembered places. */
const linesPerMark = 1_000;
/** Logs whose places are remembered; the one looked at longest ago is forgotten first. */
const mostLogs = 200;
const newline = 0x0a;
/** Characters shown of a line that is no JSON. */
const mostUnreadable = 1_000;

/** Where a line begins. */
interface Place {
  /** Lines before it. */
  readonly lines: number;
  /** Bytes before it. */
  readonly offset: number;
}

/**
 * Reads logs of runs, which only grow. Where lines begin is remembered, so that a look at the end of a long log reads
 * its end alone, however often somebody looks.
 */
export class LogFiles {
  readonly #stateFolder: string;
  readonly #places = new Map<string, Place[]>();
  /** Since the start, for tests of what a look costs. */
  bytesRead = 0;

  constructor(stateFolder: string) {
    this.#stateFolder = stateFolder;
  }

  /** Lines after line `after`; none while there is no log. A line that is being written comes with the next look. */
  async *read(engineRun: string, after: number): AsyncGenerator<LogLine> {
    const file = await open(runFolder(this.#stateFolder, engineRun).log, 'r').catch(() => undefined);
    if (file === undefined) return;
    try {
      const { size, mtime } = await file.stat();
      let at = mtime.toISOString();
      const places = this.#placesOf(engineRun);
      const from = places.findLast(({ lines, offset }) => lines <= after && offset <= size) ?? { lines: 0, offset: 0 };
      let { lines } = from;
      for await (const { text, end } of this.#lines(file, from.offset, size)) {
        lines++;
        if (lines % linesPerMark === 0) mark(places, { lines, offset: end });
        if (lines <= after) continue;
        const parsed = parse(text, at);
        ({ at } = parsed);
        // Somebody who follows the log comes back for what follows this line.
        mark(places, { lines, offset: end });
        yield { line: lines, ...parsed };
      }
    } finally {
      await file.close();
    }
  }

  #placesOf(engineRun: string): Place[] {
    const places = this.#places.get(engineRun) ?? [];
    this.#places.delete(engineRun);
    this.#places.set(engineRun, places);
    if (this.#places.size > mostLogs) this.#places.delete(this.#places.keys().next().value as string);
    return places;
  }

  /** Whole lines between two places, each with the place behind it. */
  async *#lines(file: FileHandle, from: number, to: number): AsyncGenerator<{ text: string; end: number }> {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(0, to - from)));
    let kept: Buffer = Buffer.alloc(0);
    for (let position = from; position < to;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - position), position);
      if (bytesRead === 0) return;
      this.bytesRead += bytesRead;
      position += bytesRead;
      const bytes = Buffer.concat([kept, buffer.subarray(0, bytesRead)]);
      let start = 0;
      for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, start)) {
        yield { text: bytes.toString('utf8', start, at), end: position - bytes.length + at + 1 };
        start = at + 1;
      }
      kept = bytes.subarray(start);
    }
  }
}

/** Keeps every thousandth line and the last one. */
function mark(places: Place[], place: Place): void {
  const last = places.at(-1);
  if (last !== undefined && last.offset >= place.offset) return;
  if (last !== undefined && last.lines % linesPerMark !== 0) places.pop();
  places.push(place);
}

/** A process that was killed while it wrote leaves half a line, at about `at`; what follows it must be seen all the same. */
function parse(text: string, at: string): Omit<LogLine, 'line'> {
  try {
    const { time, level, message, ...fields } = JSON.parse(text) as Record<string, JsonValue>;
    return { at: String(time), level: String(level), message: String(message), fields };
  } catch {
    const fields = { text: text.slice(0, mostUnreadable) };
    return { at, level: 'warn', message: 'unreadable line', fields };
  }
}
