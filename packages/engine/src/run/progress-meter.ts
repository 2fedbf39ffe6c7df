import type { DirtyStore } from '../pipeline/dirty-store.ts';
import type { Progress, Stats } from '../pipeline/stats.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { RunInProgress } from './run-job.ts';

/** Reports the state of a run at a steady pace while its tasks run. */
export class ProgressMeter {
  readonly #snapshot: () => Progress;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #report: ((progress: Progress) => void) | undefined;
  #busy = 0;
  tasksDone = 0;

  constructor(run: RunInProgress, prepared: PreparedRun, dirty: DirtyStore, stats: () => Readonly<Stats>) {
    const { clock, onProgress, progressEveryMs = 1000 } = run.request;
    const estimate = estimatedRows(prepared);
    this.#snapshot = () => ({
      ...stats(),
      elapsedMs: clock.monotonic() - run.startedMonotonic,
      dirty: dirty.count,
      tasksDone: this.tasksDone,
      tasksTotal: prepared.tasks.length,
      channelsBusy: this.#busy,
      channels: prepared.channels,
      ...(estimate === undefined ? {} : { estimatedRows: estimate }),
    });
    this.#report = onProgress;
    if (onProgress !== undefined) this.#timer = setInterval(() => onProgress(this.#snapshot()), progressEveryMs);
    this.#timer?.unref();
  }

  busy(channels: number): void {
    this.#busy = channels;
  }

  done(): void {
    this.tasksDone++;
  }

  /** Stops, after one last report. */
  close(): void {
    clearInterval(this.#timer);
    this.#report?.(this.#snapshot());
  }
}

function estimatedRows(prepared: PreparedRun): number | undefined {
  let total = 0;
  for (const task of prepared.tasks) {
    if (task.split.estimatedRows === undefined) return undefined;
    total += task.split.estimatedRows;
  }
  return total;
}
