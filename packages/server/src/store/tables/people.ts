import type { Flag, Instant, Json } from '../database.ts';

/** Users, how they prove who they are, where they may work, and what they did. */
export interface PeopleTables {
  users: {
    id: string;
    /** As typed; `name_key` in lower case is unique. */
    name: string;
    name_key: string;
    display_name: string;
    email: string | null;
    /** `scrypt$N$r$p$salt$hash`; null: signs in elsewhere or has not set one. */
    password: string | null;
    is_administrator: Flag;
    is_disabled: Flag;
    created_at: Instant;
    last_seen_at: Instant | null;
    version: number;
  };
  /** Users as OpenID Connect providers know them. */
  user_identities: { issuer: string; subject: string; user_id: string; created_at: Instant };
  /** Only hashes of session ids are stored. */
  sessions: { id_hash: string; user_id: string; created_at: Instant; last_seen_at: Instant; expires_at: Instant };
  tokens: {
    id: string;
    user_id: string;
    name: string;
    prefix: string;
    secret_hash: string;
    project_id: string | null;
    /** List of permissions; null: all of the user. */
    permissions: Json | null;
    created_at: Instant;
    expires_at: Instant;
    last_used_at: Instant | null;
  };
  /** One-time codes: the set-up link (no user) and password links. */
  links: { code_hash: string; user_id: string | null; created_at: Instant; expires_at: Instant };
  /** Failed logins by user name and by address. */
  login_failures: { key: string; count: number; blocked_until: Instant; changed_at: Instant };
  projects: {
    id: string;
    name: string;
    name_key: string;
    title: string;
    description: string;
    time_zone: string;
    is_scheduling: Flag;
    created_at: Instant;
    version: number;
  };
  members: { project_id: string; user_id: string; role: string };
  audit: {
    id: string;
    at: Instant;
    action: string;
    user_id: string | null;
    user_name: string | null;
    token_id: string | null;
    address: string;
    project_id: string | null;
    target: string | null;
    before: Json | null;
    after: Json | null;
    outcome: string;
    code: string | null;
    request_id: string;
  };
}
