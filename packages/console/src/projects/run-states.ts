import type { Reply } from '../api.ts';
import type { StatusKind } from '../ui/status.tsx';

export type RunState = Reply<'runs', 'get'>['state'];

/** How the states of runs look. */
export const runKinds: Record<RunState, StatusKind> = {
  queued: 'waiting',
  running: 'active',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'stopped',
};
