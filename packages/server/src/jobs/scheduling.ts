import type { Issue } from '@sluice/core';
import type { DatabaseTransaction } from '../store/database.ts';
import type { JobRow } from './jobs.ts';
import type { VersionRow } from './versions.ts';

/** What follows from a change of a job for its schedule; within the transaction of the change. */
export interface Scheduling {
  /** The row names the version already. Answers warnings; throws when it cannot be scheduled. */
  deployed(transaction: DatabaseTransaction, job: JobRow, version: VersionRow): Promise<readonly Issue[]>;
  undeployed(transaction: DatabaseTransaction, job: JobRow): Promise<void>;
  /** Throws when others know it by its present name. */
  renaming(transaction: DatabaseTransaction, job: JobRow): Promise<void>;
}

/** Nothing follows. */
export const noScheduling: Scheduling = {
  deployed: async () => [],
  undeployed: async () => undefined,
  renaming: async () => undefined,
};
