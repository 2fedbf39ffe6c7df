import type { AuditEntry, AuditLog } from '../http/ports.ts';
import type { Ground } from '../subject.ts';
import { newId } from '../store/ids.ts';

/** Longer states are cut: the log tells what changed, it is no archive. */
const maxStateLength = 20_000;

/** Writes to the audit log of the store. */
export function createAuditLog({ store, clock }: Ground): AuditLog {
  return {
    async record(entry: AuditEntry) {
      const now = clock.now();
      await store.database
        .insertInto('audit')
        .values({
          id: newId(now),
          at: now,
          action: entry.action,
          user_id: entry.caller?.userId ?? null,
          user_name: entry.caller?.name ?? null,
          token_id: entry.caller?.tokenId ?? null,
          address: entry.address,
          project_id: entry.projectId ?? null,
          target: entry.target ?? null,
          before: stateText(entry.before),
          after: stateText(entry.after),
          outcome: entry.outcome,
          code: entry.code ?? null,
          request_id: entry.requestId,
        })
        .execute();
    },
  };
}

function stateText(state: unknown): string | null {
  if (state === undefined) return null;
  const text = JSON.stringify(state);
  return text.length <= maxStateLength ? text : JSON.stringify({ cut: text.slice(0, maxStateLength) });
}
