import type { Flag, Instant, Json } from '../database.ts';

/** Who is told about what, and what was told. */
export interface AlertTables {
  alert_channels: {
    id: string;
    project_id: string;
    name: string;
    name_key: string;
    kind: string;
    description: string;
    language: string;
    /** All values, encrypted. */
    options: string;
    version: number;
    changed_at: Instant;
    changed_by: string | null;
  };
  alert_rules: {
    id: string;
    project_id: string;
    name: string;
    name_key: string;
    is_enabled: Flag;
    /** Both null: the whole project. */
    folder: string | null;
    job_id: string | null;
    triggers: Json;
    /** Everything else of the rule, as the contract has it. */
    definition: Json;
    version: number;
    /** It counts for what happens after. */
    changed_at: Instant;
    changed_by: string | null;
  };
  alert_rule_channels: { rule_id: string; channel_id: string };
  /** One row for each thing that a rule has noticed, so that it is told once. */
  alerts: {
    id: string;
    /** Of the rule, what it is about, the trigger and the occurrence. */
    key: string;
    project_id: string;
    rule_id: string;
    at: Instant;
    /** When it was told or will be: later than `at` for one that was held back; null: dropped. */
    release_at: Instant | null;
  };
  /** The outbox, and the log of it. */
  alert_deliveries: {
    id: string;
    project_id: string;
    /** `alert` or `summary`. */
    kind: string;
    rule_id: string;
    rule_name: string;
    trigger_kind: string | null;
    job_name: string | null;
    /** Id of the instance, or of the manual run. */
    subject_id: string | null;
    channel_id: string;
    channel_name: string;
    channel_kind: string;
    state: string;
    reason: string | null;
    summary_id: string | null;
    created_at: Instant;
    next_at: Instant | null;
    sent_at: Instant | null;
    attempts: number;
    /** Server that is sending it, and until when nobody else does. */
    server_id: string | null;
    lease_until: Instant | null;
    last_error: string | null;
    title: string;
    body: string;
    facts: Json | null;
  };
  /** How far the past was looked at. */
  alert_marks: { name: string; at: Instant };
}
