import type { ConnectorContext, Trial } from '@sluice/core';
import { listAll, type ObjectClient } from './client.ts';
import type { ObjectWriterOptions } from './fields.ts';
import { folderPrefix } from './keys.ts';
import type { ObjectStorage } from './object-storage.ts';
import { writerTarget } from './target.ts';

/** After a cancel the run's own signal is of no use. */
const removeWithinMs = 60_000;

/** A hidden folder beside the objects of the job, of which nothing stays. */
export async function openTrial(
  options: ObjectWriterOptions,
  context: ConnectorContext,
  open: (context: ConnectorContext) => Promise<{ readonly client: ObjectClient; readonly storage: ObjectStorage }>,
): Promise<Trial> {
  const { path, fileName } = writerTarget(options);
  const place = `${folderPrefix(path)}.sluice_test_${context.runId}`;
  return {
    options: { ...options, object: undefined, path: place, fileName },
    place,
    notes: [],
    async remove() {
      const signal = AbortSignal.timeout(removeWithinMs);
      const { client, storage } = await open({ ...context, signal });
      try {
        // Uploads that are open have tickets, which lead to them.
        await storage.discard(place, '', { sealed: true });
        for await (const { objects } of listAll(client, { prefix: `${place}/`, byFolder: false, signal }))
          for (const { key } of objects) await client.remove(key);
      } finally {
        client.close();
      }
    },
  };
}
