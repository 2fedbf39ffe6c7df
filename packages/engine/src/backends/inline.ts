import type { Backend } from './backend.ts';

/**
 * All channels as concurrent loops in this thread. Enough while the client needs less than a core: reading and
 * writing overlap because both wait on sockets.
 */
export const inlineBackend: Backend = {
  async run({ tasks, channels, runTask, onBusy, onDone, drain, kill }) {
    const stop = new AbortController();
    const signal = AbortSignal.any([kill, stop.signal]);
    const queue = tasks.values();
    let busy = 0;
    let failure: { readonly error: unknown } | undefined;

    const lane = async (): Promise<void> => {
      for (const task of queue) {
        if (drain.aborted || signal.aborted) return;
        onBusy(++busy);
        try {
          onDone(await runTask(task, signal));
        } catch (error) {
          failure ??= { error };
          stop.abort(error);
          return;
        } finally {
          onBusy(--busy);
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(channels, tasks.length) }, lane));
    if (failure !== undefined) throw failure.error;
  },
};
