import type { Flag, Instant, Json } from '../database.ts';

/** Data sources and the places where work runs. */
export interface DataSourceTables {
  /** One row per name and environment. */
  data_sources: {
    id: string;
    project_id: string;
    name: string;
    name_key: string;
    environment: string;
    type: string;
    description: string;
    /** All values, encrypted. */
    connection: string;
    version: number;
    changed_at: Instant;
    changed_by: string | null;
  };
  /** The last connectivity test of a data source from each group. */
  data_source_tests: { source_id: string; group_name: string; at: Instant; is_ok: Flag; checks: Json };
  resource_groups: {
    id: string;
    name: string;
    name_key: string;
    kind: string;
    description: string;
    slots: number;
    memory_mb: number;
    mbps: number;
    is_draining: Flag;
    version: number;
  };
  agents: {
    id: string;
    group_id: string;
    name: string;
    agent_version: string;
    slots: number;
    used_slots: number;
    is_draining: Flag;
    last_heartbeat_at: Instant;
  };
}
