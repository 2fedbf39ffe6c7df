import type { Selectable } from 'kysely';
import type { Tables } from '../store/database.ts';

export type DeliveryRow = Selectable<Tables['alert_deliveries']>;

/** Columns of a delivery that nobody has tried to send yet. */
export function untried(now: number) {
  return {
    created_at: now,
    sent_at: null,
    attempts: 0,
    server_id: null,
    lease_until: null,
    last_error: null,
    summary_id: null,
  };
}
