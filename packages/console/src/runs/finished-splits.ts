import type { LogLine } from './log-lines.ts';

/** Rows that had been written when a split was finished. */
export interface FinishedSplit {
  /** Since the run began. */
  readonly seconds: number;
  readonly rows: number;
}

/** So many splits are enough for a line. */
const fewest = 3;
const mostPoints = 2_000;

/** From the log of a run: how its rows grew, split by split. Empty for too few splits. */
export function finishedSplits(lines: readonly LogLine[], startedAt: string | undefined): readonly FinishedSplit[] {
  if (startedAt === undefined) return [];
  const begin = Date.parse(startedAt);
  const points: FinishedSplit[] = [];
  let rows = 0;
  for (const { message, at, fields } of lines) {
    if (message !== 'task finished' || typeof fields['rows'] !== 'number') continue;
    rows += fields['rows'];
    points.push({ seconds: Math.max(0, (Date.parse(at) - begin) / 1_000), rows });
  }
  if (points.length < fewest) return [];
  const step = Math.ceil(points.length / mostPoints);
  const kept = points.filter((_, index) => index % step === 0 || index === points.length - 1);
  return [{ seconds: 0, rows: 0 }, ...kept];
}
