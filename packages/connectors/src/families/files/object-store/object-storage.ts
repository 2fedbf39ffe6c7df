import { byPath, type ByteRange, type StagedFile, type Storage, type StoredFile } from '../storage.ts';
import { BlockBudget } from './block-budget.ts';
import { listAll, type ObjectClient } from './client.ts';
import { findObjects, storedFile } from './find-objects.ts';
import { listHidden } from './hidden.ts';
import { checkKey, cleanPath, folderPrefix, isFolderMark, nameOf } from './keys.ts';
import { join, publish, sealedFiles } from './publish.ts';
import { readObject } from './read-object.ts';
import { removeHidden } from './remove-hidden.ts';
import { StagedObject, type StagingPlace } from './staged-object.ts';
import { UploadLanes } from './upload-lanes.ts';

export interface ObjectStorageSettings {
  readonly client: ObjectClient;
  readonly signal: AbortSignal;
  /** Bytes that may be on their way, in each direction. */
  readonly memoryBytes: number;
  /** Size of the parts of an upload. */
  readonly partBytes: number;
  /** Files are sealed as hidden objects, which are copied when they are published, as their last names are others. */
  readonly renames?: boolean;
  /** Files are parts of this one object, to be joined. */
  readonly joinTo?: string;
}

const blockBytes = 8 << 20;
/** Two parts of the usual size, while a third is being filled: more at a time fill memory, not the line. */
const mostSentBytes = 16 << 20;
const discardMs = 600_000;

/** Objects of one bucket as files. Paths are keys; slashes in them make the folders. */
export class ObjectStorage implements Storage {
  readonly isStream = false;
  readonly parallelReads = 48;
  readonly #client: ObjectClient;
  readonly #budget: BlockBudget;
  readonly #place: StagingPlace;
  readonly #isPart: boolean;
  readonly #joinTo: string | undefined;

  constructor({ client, signal, memoryBytes, partBytes, renames, joinTo }: ObjectStorageSettings) {
    this.#client = client;
    this.#budget = new BlockBudget(Math.min(blockBytes, Math.max(1 << 20, memoryBytes >> 2)), memoryBytes);
    const lanes = new UploadLanes(Math.max(partBytes, client.limits.partBytes), Math.min(mostSentBytes, memoryBytes));
    this.#place = { client, lanes, signal };
    this.#isPart = renames === true || joinTo !== undefined;
    this.#joinTo = joinTo === undefined ? undefined : checkKey(cleanPath(joinTo));
  }

  find(pattern: string, signal: AbortSignal): Promise<readonly StoredFile[]> {
    return findObjects(this.#client, pattern, signal);
  }

  async stat(path: string): Promise<StoredFile | undefined> {
    const found = await this.#client.head(path, this.#place.signal);
    return found === undefined ? undefined : storedFile(found);
  }

  read(file: StoredFile, range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return readObject({ client: this.#client, budget: this.#budget }, file, range, signal);
  }

  join(folder: string, name: string): string {
    return folderPrefix(cleanPath(folder)) + name;
  }

  /** There are no folders; asks whether the bucket is there and lets us in. */
  async prepareFolder(folder: string): Promise<void> {
    const prefix = folderPrefix(cleanPath(folder));
    await this.#client.list({ prefix, byFolder: true, limit: 1, signal: this.#place.signal });
  }

  async list(folder: string, prefix: string): Promise<readonly StoredFile[]> {
    const start = folderPrefix(cleanPath(folder)) + prefix;
    const files: StoredFile[] = [];
    for await (const { objects } of listAll(this.#client, {
      prefix: start,
      byFolder: true,
      signal: this.#place.signal,
    })) {
      const visible = objects.filter(({ key }) => !isFolderMark(key) && !nameOf(key).startsWith('.'));
      files.push(...visible.map(storedFile));
    }
    return files.sort(byPath);
  }

  create(path: string, as = path): Promise<StagedFile> {
    return StagedObject.create(this.#place, { path: checkKey(path), key: checkKey(as), isPart: this.#isPart });
  }

  async sealed(folder: string, prefix: string): Promise<readonly StoredFile[]> {
    const found = await listHidden(this.#client, cleanPath(folder), prefix, this.#place.signal);
    return sealedFiles(this.#place, found);
  }

  async publish(path: string, as: string = path): Promise<void> {
    await publish(this.#place, path, checkKey(as));
  }

  async concatenate(parts: readonly StoredFile[], path: string): Promise<void> {
    if (parts.length === 0) return;
    await join(this.#place, parts, { path, ...(this.#joinTo === undefined ? {} : { key: this.#joinTo }) });
  }

  async remove(path: string): Promise<void> {
    await this.#client.remove(path);
  }

  async discard(folder: string, prefix: string, which: { readonly sealed: boolean }): Promise<void> {
    // Also after the run was cancelled.
    const signal = AbortSignal.timeout(discardMs);
    const found = await listHidden(this.#client, cleanPath(folder), prefix, signal);
    if (which.sealed) return removeHidden(this.#client, found, signal);
    const kept = new Set(found.filter(({ stage }) => stage !== 'started').map(({ path }) => path));
    const started = found.filter(({ stage }) => stage === 'started');
    // A process that was killed between two stages left both tickets of one upload.
    for (const { path, object } of started) if (kept.has(path)) await this.#client.remove(object.key);
    await removeHidden(this.#client, started.filter(({ path }) => !kept.has(path)), signal); // prettier-ignore
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}
