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
  open: OpenStore,
): Promise<Trial> {
  const { fileName } = writerTarget(options);
  const place = placeOf(options, context);
  return {
    options: { ...options, object: undefined, path: place, fileName },
    place,
    notes: [],
    remove: () => removeTrial(options, { ...context, signal: AbortSignal.timeout(removeWithinMs) }, open),
  };
}

type OpenStore = (
  context: ConnectorContext,
) => Promise<{ readonly client: ObjectClient; readonly storage: ObjectStorage }>;

/** Everything of the test run `context.runId`, whoever began it. */
export async function removeTrial(
  options: ObjectWriterOptions,
  context: ConnectorContext,
  open: OpenStore,
): Promise<void> {
  const place = placeOf(options, context);
  const { client, storage } = await open(context);
  try {
    // Uploads that are open have tickets, which lead to them.
    await storage.discard(place, '', { sealed: true });
    for await (const { objects } of listAll(client, { prefix: `${place}/`, byFolder: false, signal: context.signal }))
      for (const { key } of objects) await client.remove(key);
  } finally {
    client.close();
  }
}

function placeOf(options: ObjectWriterOptions, { runId }: ConnectorContext): string {
  return `${folderPrefix(writerTarget(options).path)}.sluice_test_${runId}`;
}
