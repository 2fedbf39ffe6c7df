import type { RunReport } from '@sluice/engine';
import { formatAmount, formatBytes, formatCount, formatMoment, formatSeconds } from './numbers.ts';
import type { Look, Style, Symbol } from './screen.ts';
import { styled, symbol } from './screen.ts';
import { pairLines } from './table.ts';

const heads: Readonly<Record<RunReport['state'], readonly [Symbol, Style]>> = {
  succeeded: ['ok', 'green'],
  failed: ['fail', 'red'],
  stopped: ['warn', 'yellow'],
};

export interface AboutRun {
  /** What a command on this run has to repeat: ` --state-dir FOLDER`, or nothing. */
  readonly stateFlag?: string;
  /** What one of its dirty records was refused for. */
  readonly dirtyExample?: string;
}

/** The last word on a run: what moved, how fast, what it waited for, whether it adds up, where the dirty records are. */
export function finalBlock(report: RunReport, look: Look, { stateFlag = '', dirtyExample }: AboutRun = {}): string[] {
  const [sign, style] = heads[report.state];
  const title = `${symbol(sign, look)} ${report.state} in ${formatSeconds(report.seconds)}: ${report.reader} ${symbol('hint', look)} ${report.writer}`;
  return [
    styled(title, style, look),
    ...pairLines(
      [
        ['started', formatMoment(report.startedAt)],
        ['finished', formatMoment(report.finishedAt)],
        ['rows', rowsSentence(report)],
        ['volume', volumeSentence(report)],
        ['work', workSentence(report)],
        ['bottleneck', report.state === 'succeeded' ? report.bottleneck : undefined],
        ['target', report.channels > 0 ? reconciliationSentence(report, look) : undefined],
        ['resumed', resumedSentence(report)],
        ['dirty records', report.dirtyFolder],
        ['', dirtyExample === undefined ? undefined : `such as: ${dirtyExample}`],
        ['', report.dirtyFolder === undefined ? undefined : `list them: sluice dirty list ${report.runId}${stateFlag}`],
        ['run', report.runId],
      ],
      '  ',
    ),
  ];
}

/** Invariant 2, in words: what was read is written, skipped, dirty or filtered. */
export function rowsSentence(report: RunReport): string {
  const { rowsRead, rowsWritten, rowsSkipped, rowsDirty, rowsFiltered } = report;
  const parts = [`${formatCount(rowsWritten)} written`];
  if (rowsSkipped > 0) parts.push(`${formatCount(rowsSkipped)} skipped`);
  parts.push(`${formatCount(rowsDirty)} dirty`);
  if (rowsFiltered > 0) parts.push(`${formatCount(rowsFiltered)} filtered`);
  const accounted = rowsWritten + rowsSkipped + rowsDirty + rowsFiltered;
  if (accounted === rowsRead) return `${formatCount(rowsRead)} read = ${parts.join(' + ')}`;
  return `of the finished splits: ${formatCount(rowsRead)} read, ${parts.join(', ')}`;
}

function volumeSentence(report: RunReport): string | undefined {
  if (report.bytes === 0) return undefined;
  return `${formatBytes(report.bytes)}, ${formatCount(report.rowsPerSecond)} rows/s, ${formatBytes(report.bytesPerSecond)}/s`;
}

function workSentence(report: RunReport): string {
  const parts = [`${report.cpuSeconds.toFixed(2)} CPU seconds`, `peak memory ${formatBytes(report.peakRssBytes)}`];
  if (report.channels > 0) parts.push(formatAmount(report.channels, 'channel'));
  if (report.tasks.length > 0) parts.push(formatAmount(report.tasks.length, 'finished split'));
  if (report.retries > 0) parts.push(formatAmount(report.retries, 'retry', 'retries'));
  return parts.join(', ');
}

function reconciliationSentence(report: RunReport, look: Look): string {
  const { ok, sentence } = report.reconciliation;
  return ok ? sentence : styled(`${symbol('warn', look)} ${sentence}`, 'yellow', look);
}

function resumedSentence(report: RunReport): string | undefined {
  if (report.resumedFrom === undefined) return undefined;
  const { tasksSkipped, rowsWritten } = report.resumedFrom;
  return `${formatAmount(tasksSkipped, 'split')} with ${formatAmount(rowsWritten, 'row')} kept from before`;
}
