import type { Instant, Json } from '../database.ts';

/** Tables of the server itself. */
export interface InstallationTables {
  /** Settings that administrators change in the console, one row each. */
  settings: { key: string; value: Json; changed_at: Instant };
  /** Answers to requests with an `Idempotency-Key`; kept for a day. */
  idempotency_keys: {
    /** Of the caller and the route, so that nobody sees another's answer. */
    key: string;
    /** SHA-256 of method, path and body. */
    fingerprint: string;
    /** Null while the first request runs. */
    status: number | null;
    reply: Json | null;
    created_at: Instant;
  };
  /** Servers that share this store; the one with the latest lease of `name` holds it. */
  leases: { name: string; holder: string; fence: number; expires_at: Instant };
}
