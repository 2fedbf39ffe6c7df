import type { Logger } from '@sluice/core';
import { asSluiceError, taskErrors } from '@sluice/core';
import type { TaskOutcome } from './checkpoint.ts';
import type { Task, TaskEnvironment } from './task.ts';
import { TaskAttempt } from './task-attempt.ts';

const maxAttempts = 4;
const firstPauseMs = 500;

/**
 * Runs a task until an attempt is committed. Retries what may succeed a second time (lost connections, deadlocks)
 * with growing pauses; a refusal by the target repeats the task in isolating mode, once.
 */
export async function runTask(
  task: Task,
  signal: AbortSignal,
  environment: TaskEnvironment,
  log: Logger,
): Promise<TaskOutcome> {
  let isolate = false;
  let failures = 0;
  for (let number = 1; ; number++) {
    try {
      return await new TaskAttempt(task, { number, isolate, signal }, environment).run();
    } catch (thrown) {
      const error = asSluiceError(thrown);
      if (error.code === taskErrors.needsIsolation.code && !isolate) {
        isolate = true;
        log.info('task repeated in small pieces', {
          taskId: task.taskId,
          split: task.split.label,
          reason: error.message,
        });
        continue;
      }
      if (!error.retryable || signal.aborted || ++failures >= maxAttempts) throw thrown;
      const pauseMs = firstPauseMs * 4 ** (failures - 1);
      log.warn('task retried', {
        taskId: task.taskId,
        split: task.split.label,
        attempt: number,
        code: error.code,
        pauseMs,
        reason: error.message,
      });
      environment.stats.retries++;
      await environment.clock.sleep(pauseMs, signal);
    }
  }
}
