import { fileErrors } from '../errors.ts';
import type { StagedFile } from '../storage.ts';
import { fetchBytes, type ObjectClient, type StoredObject, type Upload } from './client.ts';
import { objectErrors } from './errors.ts';
import { hiddenKey, hiddenOf, writeTicket, type Hidden, type Stage } from './hidden.ts';
import { inParallel } from './in-parallel.ts';
import { removeHidden } from './remove-hidden.ts';
import type { UploadLanes } from './upload-lanes.ts';

export interface StagingPlace {
  readonly client: ObjectClient;
  readonly lanes: UploadLanes;
  readonly signal: AbortSignal;
}

export interface StagingTarget {
  /** What the file is called until it is published. */
  readonly path: string;
  /** Where its upload leads. Default: `path`. */
  readonly key?: string;
  /** Sealing makes it a hidden object of its own, which others can be made of. */
  readonly isPart: boolean;
  /** It is made of other objects. */
  readonly isJoined?: boolean;
}

const firstBufferBytes = 64 * 1024;
/** The size of parts doubles after so many: 10,000 of 8 MiB would hold 80 GB only. */
const doubledAfter = 2_000;
/** Largest piece that is copied in one request, so that several run at a time. */
const copiedBytes = 256 << 20;
const copyLanes = 4;

/** An object being written: up to one part in memory, sent with the seal; larger ones as an upload in parts. */
export class StagedObject implements StagedFile {
  readonly path: string;
  readonly #place: StagingPlace;
  readonly #target: StagingTarget;
  #buffer: Uint8Array = new Uint8Array(0);
  #buffered = 0;
  #size = 0;
  #upload: Upload | undefined;
  readonly #parts: Promise<string>[] = [];
  #failure: { readonly error: unknown } | undefined;

  /** Removes what an earlier attempt has left. */
  static async create(place: StagingPlace, target: StagingTarget): Promise<StagedObject> {
    const left = await hiddenOf(place.client, target.path, place.signal);
    await removeHidden(place.client, left, place.signal);
    return new StagedObject(place, target);
  }

  private constructor(place: StagingPlace, target: StagingTarget) {
    this.path = target.path;
    this.#place = place;
    this.#target = target;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      if (this.#buffered === this.#partBytes) await this.#flush();
      const count = Math.min(bytes.length - done, this.#partBytes - this.#buffered);
      this.#reserve(count);
      this.#buffer.set(bytes.subarray(done, done + count), this.#buffered);
      this.#buffered += count;
      done += count;
    }
    this.#size += bytes.length;
    this.#throwFailure();
  }

  /** Adds a whole object; within the store, where the store can and its pieces are large enough. */
  async append(source: StoredObject): Promise<void> {
    const { client } = this.#place;
    const least = client.limits.partBytes;
    const missing = this.#buffered === 0 ? 0 : Math.max(0, least - this.#buffered);
    if (client.copyPart === undefined || source.size - missing < least) return this.#stream(source, 0, source.size);
    await this.#stream(source, 0, missing);
    if (this.#buffered > 0) await this.#flush();
    await this.#copy(source, missing);
  }

  async seal(): Promise<void> {
    const { client } = this.#place;
    if (this.#upload === undefined) {
      await client.put(hiddenKey(this.path, 'sealed'), this.#buffer.subarray(0, this.#buffered));
      this.#forget();
      return;
    }
    if (this.#buffered > 0) await this.#flush();
    const parts = await Promise.all(this.#parts);
    this.#throwFailure();
    if (!this.#target.isPart) await this.#writeTicket('upload', parts);
    else if (!(await client.completeUpload(this.#upload, parts))) throw fileErrors.stagedLost({ path: this.path });
    await client.remove(hiddenKey(this.path, 'started'));
    this.#forget();
  }

  async abort(): Promise<void> {
    this.#failure ??= { error: fileErrors.stagedLost({ path: this.path }) };
    await Promise.allSettled(this.#parts);
    this.#forget();
    const { client } = this.#place;
    // Also when the run was cancelled, there has to be a moment for this.
    const signal = AbortSignal.timeout(30_000);
    const left = await hiddenOf(client, this.path, signal).catch((): readonly Hidden[] => []);
    await removeHidden(client, left, signal).catch(() => undefined);
  }

  get #partBytes(): number {
    return this.#place.lanes.partBytes * 2 ** Math.floor(this.#parts.length / doubledAfter);
  }

  #reserve(count: number): void {
    const needed = this.#buffered + count;
    if (needed <= this.#buffer.length) return;
    // Grows step by step only until it is known that the file is large.
    const isLarge = this.#upload !== undefined;
    const size = isLarge
      ? this.#partBytes
      : Math.min(this.#partBytes, Math.max(needed, this.#buffer.length * 2, firstBufferBytes));
    const buffer = this.#place.lanes.buffer(size);
    buffer.set(this.#buffer.subarray(0, this.#buffered));
    this.#buffer = buffer;
  }

  /** Starts to send what is buffered as a part. */
  async #flush(): Promise<void> {
    this.#throwFailure();
    const { lanes, client } = this.#place;
    const upload = await this.#startUpload();
    const buffer = this.#buffer;
    const bytes = buffer.subarray(0, this.#buffered);
    await lanes.enter(bytes.length);
    const number = this.#nextNumber();
    this.#buffer = new Uint8Array(0);
    this.#buffered = 0;
    const sent = client.putPart(upload, number, bytes).finally(() => lanes.leave(bytes.length, buffer));
    this.#parts.push(sent);
    sent.catch((error: unknown) => (this.#failure ??= { error }));
  }

  async #startUpload(): Promise<Upload> {
    if (this.#upload !== undefined) return this.#upload;
    const key = this.#target.isPart ? hiddenKey(this.path, 'sealed') : (this.#target.key ?? this.path);
    this.#upload = await this.#place.client.startUpload(key, this.#target.isJoined === true);
    await this.#writeTicket('started', []);
    return this.#upload;
  }

  async #stream(source: StoredObject, start: number, end: number): Promise<void> {
    const { client, signal } = this.#place;
    const step = Math.min(this.#partBytes, 8 << 20);
    for (let at = start; at < end; at += step) {
      await this.write(await fetchBytes(client, { object: source, start: at, end: Math.min(at + step, end), signal }));
    }
  }

  async #copy(source: StoredObject, from: number): Promise<void> {
    const { client } = this.#place;
    const upload = await this.#startUpload();
    const most = Math.min(copiedBytes, client.limits.copyBytes);
    const count = Math.ceil((source.size - from) / most);
    const step = Math.ceil((source.size - from) / count);
    const pieces = Array.from({ length: count }, (_, index) => {
      const start = from + index * step;
      return { number: this.#nextNumber() + index, start, end: Math.min(start + step, source.size) };
    });
    const tokens = await inParallel(copyLanes, pieces, async ({ number, start, end }) =>
      client.copyPart?.(upload, number, { key: source.key, start, end }),
    );
    this.#parts.push(...tokens.map((token) => Promise.resolve(token ?? '')));
    this.#size += source.size - from;
  }

  #nextNumber(): number {
    const number = this.#parts.length + 1;
    if (number > this.#place.client.limits.parts)
      throw objectErrors.fileTooLarge({ path: this.path, bytes: this.#size });
    return number;
  }

  async #writeTicket(stage: Stage, parts: readonly string[]): Promise<void> {
    const size = stage === 'started' ? 0 : this.#size;
    await writeTicket(this.#place.client, this.path, stage, { ...(this.#upload as Upload), size, parts });
  }

  #forget(): void {
    this.#buffer = new Uint8Array(0);
    this.#buffered = 0;
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
