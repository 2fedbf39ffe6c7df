import type { Work, WorkEvent, WorkResult } from './work.ts';

/** To a worker process. */
export type ToWorker =
  | { readonly kind: 'work'; readonly work: Work }
  /** Start no new splits. */
  | { readonly kind: 'drain' }
  /** Stop at once. */
  | { readonly kind: 'kill' };

/** From a worker process. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'event'; readonly event: WorkEvent }
  | { readonly kind: 'result'; readonly result: WorkResult };
