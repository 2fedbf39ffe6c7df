import type { ObjectClient } from './client.ts';
import { readTicket, type Hidden } from './hidden.ts';
import { inParallel } from './in-parallel.ts';

const lanes = 16;

/** Removes hidden objects and aborts the uploads that they stand for. */
export async function removeHidden(client: ObjectClient, found: readonly Hidden[], signal: AbortSignal): Promise<void> {
  await inParallel(lanes, found, async (hidden) => {
    if (hidden.stage !== 'sealed') {
      const ticket = await readTicket(client, hidden, signal);
      if (ticket !== undefined) await client.abortUpload(ticket);
    }
    await client.remove(hidden.object.key);
  });
}
