/** An object store in memory that can be made to break off at any request. */
import { fileErrors } from '../errors.ts';
import type {
  FetchRequest,
  ListRequest,
  ObjectClient,
  ObjectLimits,
  ObjectPage,
  ObjectRange,
  StoredObject,
  Upload,
} from './client.ts';

export class MemoryClient implements ObjectClient {
  readonly root = 'memory://';
  readonly limits: ObjectLimits;
  readonly objects = new Map<string, Buffer>();
  readonly uploads = new Map<string, Map<number, Buffer>>();
  /** Requests that change something, so far. */
  changes = 0;
  /** Breaks off at this change, before or after it takes effect. */
  breakAt: { readonly change: number; readonly isDone: boolean } | undefined;
  /** Parts that were being sent at the same time, at most. */
  mostParts = 0;
  #parts = 0;
  #next = 1;

  constructor(limits: Partial<ObjectLimits> = {}) {
    this.limits = { partBytes: 10, parts: 100, copyBytes: 1000, ...limits };
  }

  async list({ prefix, byFolder }: ListRequest): Promise<ObjectPage> {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    const isBelow = (key: string): boolean => byFolder && key.indexOf('/', prefix.length) >= 0;
    const folders = keys.filter(isBelow).map((key) => key.slice(0, key.indexOf('/', prefix.length) + 1));
    return {
      objects: keys.filter((key) => !isBelow(key)).map((key) => this.#stored(key)),
      folders: [...new Set(folders)],
    };
  }

  async head(key: string): Promise<StoredObject | undefined> {
    return this.objects.has(key) ? this.#stored(key) : undefined;
  }

  async fetch({ object, start, end, sink }: FetchRequest): Promise<void> {
    const found = this.objects.get(object.key);
    if (found === undefined) throw fileErrors.unreadable({ path: object.key, problem: 'it does not exist' });
    sink.room()?.set(found.subarray(start, end));
    sink.filled(end - start);
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    return this.#change(() => void this.objects.set(key, Buffer.from(bytes)));
  }

  copy(from: string, to: string): Promise<void> {
    return this.#change(() => void this.objects.set(to, this.objects.get(from) as Buffer));
  }

  remove(key: string): Promise<void> {
    return this.#change(() => void this.objects.delete(key));
  }

  startUpload(key: string): Promise<Upload> {
    return this.#change(() => {
      const id = String(this.#next++);
      this.uploads.set(`${key} ${id}`, new Map());
      return { key, id };
    });
  }

  async putPart({ key, id }: Upload, number: number, bytes: Uint8Array): Promise<string> {
    this.mostParts = Math.max(this.mostParts, ++this.#parts);
    await new Promise((resolve) => setImmediate(resolve));
    this.#parts--;
    return this.#change(() => {
      this.uploads.get(`${key} ${id}`)?.set(number, Buffer.from(bytes));
      return String(number);
    });
  }

  copyPart({ key, id }: Upload, number: number, from: ObjectRange): Promise<string> {
    return this.#change(() => {
      const bytes = (this.objects.get(from.key) as Buffer).subarray(from.start, from.end);
      this.uploads.get(`${key} ${id}`)?.set(number, bytes);
      return String(number);
    });
  }

  completeUpload({ key, id }: Upload, parts: readonly string[]): Promise<boolean> {
    return this.#change(() => {
      const open = this.uploads.get(`${key} ${id}`);
      if (open === undefined) return false;
      const pieces = parts.map((number) => open.get(Number(number)) as Buffer);
      if (pieces.slice(0, -1).some((piece) => piece.length < this.limits.partBytes))
        throw new Error('a part is too small');
      this.uploads.delete(`${key} ${id}`);
      this.objects.set(key, Buffer.concat(pieces));
      return true;
    });
  }

  abortUpload({ key, id }: Upload): Promise<void> {
    return this.#change(() => void this.uploads.delete(`${key} ${id}`));
  }

  close(): void {}

  #stored(key: string): StoredObject {
    return { key, size: (this.objects.get(key) as Buffer).length, version: key };
  }

  async #change<T>(action: () => T): Promise<T> {
    const { breakAt } = this;
    const isBroken = breakAt !== undefined && this.changes++ >= breakAt.change;
    // After it broke off nothing works any more: the process is gone.
    if (isBroken && (this.changes > (breakAt?.change ?? 0) + 1 || breakAt?.isDone !== true)) throw new Error('killed');
    const result = action();
    if (isBroken) throw new Error('killed');
    return result;
  }
}
