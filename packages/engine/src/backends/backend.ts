import type { Task } from '../run/task.ts';
import type { TaskOutcome } from '../run/checkpoint.ts';

/**
 * Where tasks run. The engine hands over the list; the backend runs at most `channels` at a time, each pulled from one
 * queue, so that a slow split does not idle the others.
 */
export interface Backend {
  run(request: BackendRequest): Promise<void>;
}

export interface BackendRequest {
  readonly tasks: readonly Task[];
  readonly channels: number;
  /** Runs one task to its end, retries included. Rejects when the run must stop. */
  readonly runTask: (task: Task, signal: AbortSignal) => Promise<TaskOutcome>;
  readonly onBusy: (channels: number) => void;
  readonly onDone: (outcome: TaskOutcome) => void;
  /** No new tasks after this; running ones end by themselves. */
  readonly drain: AbortSignal;
  /** Stops running tasks too. */
  readonly kill: AbortSignal;
}
