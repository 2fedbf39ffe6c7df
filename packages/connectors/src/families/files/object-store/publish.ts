import { fileErrors } from '../errors.ts';
import { byPath, type StoredFile } from '../storage.ts';
import type { StoredObject } from './client.ts';
import { hiddenOf, readTicket, type Hidden } from './hidden.ts';
import { inParallel } from './in-parallel.ts';
import { StagedObject, type StagingPlace } from './staged-object.ts';

const lanes = 16;

/** Makes a sealed file visible. May be called again after it was interrupted. */
export async function publish(place: StagingPlace, path: string, as: string): Promise<void> {
  const { client, signal } = place;
  const hidden = await hiddenOf(client, path, signal);
  const sealed = hidden.find(({ stage }) => stage !== 'started');
  if (sealed === undefined) throw fileErrors.stagedLost({ path });
  const object = await visible(place, sealed);
  if (object.key !== as) {
    await copyObject(place, object, as);
    await client.remove(object.key);
  }
  for (const { object: left } of hidden) await client.remove(left.key);
}

/** Joins sealed files, in order, to a sealed one. */
export async function join(
  place: StagingPlace,
  parts: readonly StoredFile[],
  target: { readonly path: string; readonly key?: string },
): Promise<void> {
  const { client, signal } = place;
  const sources = await inParallel(lanes, parts, async ({ path }) => {
    const hidden = await hiddenOf(client, path, signal);
    const sealed = hidden.find(({ stage }) => stage !== 'started');
    if (sealed === undefined) throw fileErrors.stagedLost({ path });
    return { hidden, object: await visible(place, sealed) };
  });
  const joined = await StagedObject.create(place, { ...target, isPart: false, isJoined: true });
  try {
    for (const { object } of sources) await joined.append(object);
    await joined.seal();
  } catch (error) {
    await joined.abort();
    throw error;
  }
  const used = sources.flatMap(({ hidden, object }) => [object.key, ...hidden.map((each) => each.object.key)]);
  await inParallel(lanes, [...new Set(used)], (key) => client.remove(key));
}

/** Sealed files among hidden objects, with their sizes. */
export async function sealedFiles(place: StagingPlace, found: readonly Hidden[]): Promise<readonly StoredFile[]> {
  const sealed = found.filter(({ stage }) => stage !== 'started');
  const files = await inParallel(lanes, sealed, async (hidden): Promise<StoredFile> => {
    const { path, stage, object } = hidden;
    if (stage === 'sealed') return { path, size: object.size, version: object.version };
    const size = (await readTicket(place.client, hidden, place.signal))?.size;
    return { path, version: object.version, ...(size === undefined ? {} : { size }) };
  });
  return [...files].sort(byPath);
}

/** The object that holds the bytes of a sealed file. An upload is completed for it. */
async function visible({ client, signal }: StagingPlace, sealed: Hidden): Promise<StoredObject> {
  if (sealed.stage === 'sealed') return sealed.object;
  const ticket = await readTicket(client, sealed, signal);
  if (ticket === undefined) throw fileErrors.stagedLost({ path: sealed.path });
  const isComplete = await client.completeUpload(ticket, ticket.parts);
  const object = await client.head(ticket.key, signal);
  // Completed by an earlier call that did not get further; or gone.
  if (object === undefined || (!isComplete && object.size !== ticket.size))
    throw fileErrors.stagedLost({ path: sealed.path });
  return object;
}

async function copyObject(place: StagingPlace, from: StoredObject, to: string): Promise<void> {
  const { client } = place;
  const isLarge = from.size > client.limits.copyBytes || (client.copyPart !== undefined && from.size > 256 << 20);
  if (!isLarge) return client.copy(from.key, to);
  const copy = await StagedObject.create(place, { path: to, isPart: false, isJoined: true });
  try {
    await copy.append(from);
    await copy.seal();
  } catch (error) {
    await copy.abort();
    throw error;
  }
  await publish(place, to, to);
}
