import type { Progress } from '@sluice/engine';
import { formatAmount, formatCount, formatMegabytes, formatSeconds } from './numbers.ts';

/** Rates between two moments of a run. */
export interface Rates {
  readonly rowsPerSecond: number;
  readonly readBytesPerSecond: number;
  readonly writtenBytesPerSecond: number;
  /** Shares of the time of all channels, 0 to 1. */
  readonly waitReader: number;
  readonly waitWriter: number;
  readonly waitLimiter: number;
}

const windowMs = 5_000;

/** Rates over the last five seconds, so that they neither jump nor lag. */
export class RateWindow {
  #moments: Progress[] = [];

  /** Undefined until there are two moments to compare. */
  add(progress: Progress): Rates | undefined {
    const oldest = this.#moments.findIndex((moment) => progress.elapsedMs - moment.elapsedMs <= windowMs);
    this.#moments = [...this.#moments.slice(oldest < 0 ? -1 : oldest), progress];
    const first = this.#moments[0] as Progress;
    const elapsed = progress.elapsedMs - first.elapsedMs;
    return elapsed <= 0 ? undefined : ratesBetween(first, progress, elapsed);
  }
}

/** A retried attempt takes its rows back: no rate below zero. */
function ratesBetween(from: Progress, to: Progress, elapsedMs: number): Rates {
  const perSecond = (name: 'rowsRead' | 'bytesRead' | 'bytesSent'): number =>
    Math.max(0, (to[name] - from[name]) / (elapsedMs / 1000));
  const share = (name: 'waitReaderMs' | 'waitWriterMs' | 'waitLimiterMs'): number =>
    Math.min(1, Math.max(0, (to[name] - from[name]) / (elapsedMs * Math.max(1, to.channelsBusy))));
  return {
    rowsPerSecond: perSecond('rowsRead'),
    readBytesPerSecond: perSecond('bytesRead'),
    writtenBytesPerSecond: perSecond('bytesSent'),
    waitReader: share('waitReaderMs'),
    waitWriter: share('waitWriterMs'),
    waitLimiter: share('waitLimiterMs'),
  };
}

/** Whole percent of the work done; undefined when nobody knows. 100 only when every split is committed. */
export function percentDone(progress: Progress): number | undefined {
  const { tasksDone, tasksTotal, estimatedRows, rowsRead } = progress;
  if (tasksTotal > 0 && tasksDone === tasksTotal) return 100;
  if (estimatedRows !== undefined && estimatedRows > 0)
    return Math.min(99, Math.floor((100 * rowsRead) / estimatedRows));
  return tasksTotal > 1 ? Math.floor((100 * tasksDone) / tasksTotal) : undefined;
}

/** Seconds to go at the mean rate so far; undefined when nobody knows. */
export function secondsLeft(progress: Progress): number | undefined {
  const { estimatedRows, rowsRead, elapsedMs, tasksDone, tasksTotal } = progress;
  if (elapsedMs < 2000) return undefined;
  if (estimatedRows !== undefined) {
    if (rowsRead <= 0 || rowsRead >= estimatedRows) return undefined;
    return ((estimatedRows - rowsRead) / rowsRead) * (elapsedMs / 1000);
  }
  if (tasksTotal < 8 || tasksDone < 2 || tasksDone === tasksTotal) return undefined;
  return ((tasksTotal - tasksDone) / tasksDone) * (elapsedMs / 1000);
}

/**
 * A moment of a run in one line, the most telling parts first. Parts that are unknown, or no news (no dirty record, one
 * split), are left out; so are parts at the end that do not fit the width.
 */
export function progressLine(progress: Progress, rates: Rates | undefined, width = Infinity): string {
  const percent = percentDone(progress);
  const left = secondsLeft(progress);
  const parts = [
    formatSeconds(progress.elapsedMs / 1000),
    percent === undefined ? '' : `${percent} %`,
    formatAmount(Math.max(0, progress.rowsRead), 'row'),
    rates === undefined ? '' : `${formatCount(rates.rowsPerSecond)} rows/s`,
    rates === undefined ? '' : `read ${formatMegabytes(rates.readBytesPerSecond)} MB/s`,
    rates === undefined ? '' : `write ${formatMegabytes(rates.writtenBytesPerSecond)} MB/s`,
    progress.dirty > 0 ? `dirty ${formatCount(progress.dirty)}` : '',
    left === undefined ? '' : `left ~${formatSeconds(Math.max(1, left))}`,
    `channels ${progress.channelsBusy}/${progress.channels}`,
    rates === undefined ? '' : waits(rates),
    progress.tasksTotal > 1 ? `splits ${progress.tasksDone}/${progress.tasksTotal}` : '',
    progress.retries > 0 ? `retries ${progress.retries}` : '',
  ].filter((part) => part !== '');
  let line = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (line.length + 2 + part.length > width) break;
    line += `  ${part}`;
  }
  return line;
}

function waits(rates: Rates): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const limiter = rates.waitLimiter >= 0.005 ? `, limit ${percent(rates.waitLimiter)}` : '';
  return `wait reader ${percent(rates.waitReader)}, writer ${percent(rates.waitWriter)}${limiter}`;
}
