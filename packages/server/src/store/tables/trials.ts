import type { Instant } from '../database.ts';

export interface TrialTables {
  /** Test runs whose place at the target may still be there. */
  trials: {
    /** Id of the engine's run: the name of the place is made of it. */
    id: string;
    project_id: string;
    job_name: string;
    group_name: string;
    /** What was run, encrypted: values may be secrets. */
    request: string;
    began_at: Instant;
    /** When somebody last set about removing the place. */
    tried_at: Instant;
  };
}
