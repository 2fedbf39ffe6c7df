import type { Instant, Json } from '../database.ts';

/** Jobs as they are edited, and the versions that were submitted. */
export interface JobTables {
  jobs: {
    id: string;
    project_id: string;
    name: string;
    name_key: string;
    state: string;
    script: string;
    parameters: string;
    /** `JobSchedule`; null: not scheduled. */
    schedule: Json | null;
    /** What the script says, read once: connectors, variables. */
    facts: Json;
    folder: string;
    description: string;
    owner_id: string | null;
    tags: Json;
    group_name: string;
    priority: number;
    submitted_version: number | null;
    deployed_version: number | null;
    created_at: Instant;
    changed_at: Instant;
    changed_by: string | null;
    version: number;
  };
  job_versions: {
    job_id: string;
    number: number;
    script: string;
    parameters: string;
    schedule: Json | null;
    comment: string;
    created_at: Instant;
    created_by: string | null;
  };
  /** Which jobs name which data sources: in the draft or in the deployed version. */
  job_data_sources: { job_id: string; project_id: string; source_key: string };
}
