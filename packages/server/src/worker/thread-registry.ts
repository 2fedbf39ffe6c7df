/** What a thread of a worker process loads instead of the connectors alone: they have the limits of the process there. */
import { guardNetwork } from './network-guard.ts';
import { ownAccess, ownLimits } from './limits.ts';

export { registry } from '@sluice/connectors';
export const { access } = ownAccess();

const limits = ownLimits();
// A thread has its own copy of Node's modules. This module is loaded once, before any connector.
if (limits !== undefined) guardNetwork(limits);
