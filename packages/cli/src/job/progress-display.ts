import type { Progress } from '@sluice/engine';
import type { CommandContext } from '../command/context.ts';
import type { Rates } from '../terminal/progress-line.ts';
import { RateWindow, percentDone, progressLine } from '../terminal/progress-line.ts';

const plainEveryMs = 10_000;

/** How a run is followed: the pace at which it is asked, and what is shown. */
export interface ProgressDisplay {
  readonly everyMs: number;
  /** Before anything is known. */
  begin(): void;
  show(progress: Progress): void;
  /** Rows are about to be printed: on the same terminal they are progress enough. */
  giveWay(): void;
  /** Removes what was only for the moment. */
  end(): void;
}

/**
 * One line rewritten every second on a terminal, a plain line every ten seconds elsewhere, a log record with
 * `--log-format json`, nothing with `--quiet`.
 */
export function progressDisplay(context: CommandContext): ProgressDisplay {
  const { screen, settings, logFormat } = context;
  if (settings.quiet) return { ...silent, show: () => undefined };
  return screen.isLive && logFormat === 'text' ? liveDisplay(context) : plainDisplay(context);
}

const silent = { everyMs: plainEveryMs, begin: () => undefined, giveWay: () => undefined, end: () => undefined };

function liveDisplay({ screen }: CommandContext): ProgressDisplay {
  const window = new RateWindow();
  let isAway = false;
  return {
    everyMs: 1000,
    begin: () => screen.status('opening source and target'),
    show(progress) {
      const rates = window.add(progress);
      if (!isAway) screen.status(progressLine(progress, rates, screen.width - 1));
    },
    giveWay() {
      if (isAway || !process.stdout.isTTY) return;
      isAway = true;
      screen.status('');
    },
    end: () => screen.status(''),
  };
}

function plainDisplay({ screen, logFormat, log }: CommandContext): ProgressDisplay {
  const window = new RateWindow();
  let lastMs = 0;
  return {
    ...silent,
    show(progress) {
      const rates = window.add(progress);
      // The engine reports once more at the end: the closing block says that better.
      if (progress.elapsedMs - lastMs < plainEveryMs * 0.9) return;
      lastMs = progress.elapsedMs;
      if (logFormat === 'json') log.info('progress', progressFields(progress, rates));
      else screen.line(progressLine(progress, rates));
    },
  };
}

/** What `--log-format json` says about a moment of a run; what is unknown is absent. */
export function progressFields(progress: Progress, rates: Rates | undefined): Record<string, number | undefined> {
  return {
    elapsedMs: Math.round(progress.elapsedMs),
    percent: percentDone(progress),
    rowsRead: progress.rowsRead,
    rowsWritten: progress.rowsWritten,
    rowsDirty: progress.dirty,
    rowsPerSecond: rates === undefined ? undefined : Math.round(rates.rowsPerSecond),
    bytesRead: progress.bytesRead,
    readBytesPerSecond: rates === undefined ? undefined : Math.round(rates.readBytesPerSecond),
    writtenBytesPerSecond: rates === undefined ? undefined : Math.round(rates.writtenBytesPerSecond),
    tasksDone: progress.tasksDone,
    tasksTotal: progress.tasksTotal,
    channelsBusy: progress.channelsBusy,
    channels: progress.channels,
    waitReader: rates === undefined ? undefined : Number(rates.waitReader.toFixed(3)),
    waitWriter: rates === undefined ? undefined : Number(rates.waitWriter.toFixed(3)),
  };
}
