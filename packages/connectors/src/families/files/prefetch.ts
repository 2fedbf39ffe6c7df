import { fileErrors } from './errors.ts';
import type { FileReads } from './contents.ts';
import { wholeFile, type ByteRange, type Storage, type StoredFile } from './storage.ts';

/** Larger files are worth a request of their own, or in a storage that is near, calls of the system of their own. */
const smallFileBytes = { far: 4 << 20, near: 64 << 10 };
/** Reads under way in a storage that is near: calls of the system wait for threads. */
const nearReads = 4;
/** What all files fetched ahead may take together. */
const aheadBytes = 16 << 20;

/**
 * Reads of files in a known order, in which small files are fetched ahead, so that many of them do not wait for their
 * answers one after the other. Memory is bounded, whatever their number. `close` ends what is under way.
 */
export class Prefetch implements FileReads {
  readonly #storage: Storage;
  readonly #files: readonly StoredFile[];
  readonly #places = new Map<string, number>();
  readonly #ahead = new Map<string, { readonly size: number; readonly bytes: Promise<Uint8Array> }>();
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #mostReads: number;
  readonly #smallBytes: number;
  #aheadBytes = 0;
  #underWay = 0;
  /** The next file to fetch. */
  #next = 0;

  constructor(storage: Storage, files: readonly StoredFile[], signal: AbortSignal) {
    this.#storage = storage;
    this.#files = files;
    this.#mostReads = storage.parallelReads ?? nearReads;
    this.#smallBytes = storage.parallelReads === undefined ? smallFileBytes.near : smallFileBytes.far;
    this.#signal = AbortSignal.any([signal, this.#stop.signal]);
    for (const [place, file] of files.entries()) this.#places.set(file.path, place);
  }

  read(file: StoredFile, range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array> {
    this.#forgetBefore(this.#places.get(file.path) ?? 0);
    this.#fetch();
    const found = this.#ahead.get(file.path);
    return found === undefined ? this.#storage.read(file, range, signal) : serve(found.bytes, range);
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('no longer needed'));
    await Promise.allSettled([...this.#ahead.values()].map(({ bytes }) => bytes));
    this.#ahead.clear();
  }

  #forgetBefore(place: number): void {
    for (const [path, { size }] of this.#ahead) {
      if ((this.#places.get(path) as number) >= place) break;
      this.#ahead.delete(path);
      this.#aheadBytes -= size;
    }
    if (this.#next < place) this.#next = place;
  }

  #fetch(): void {
    while (this.#underWay < this.#mostReads && this.#next < this.#files.length && !this.#stop.signal.aborted) {
      const file = this.#files[this.#next] as StoredFile;
      const { size } = file;
      const isSmall = size !== undefined && size <= this.#smallBytes;
      if (isSmall && this.#ahead.size > 0 && this.#aheadBytes + size > aheadBytes) return;
      this.#next++;
      if (isSmall) this.#start(file, size);
    }
  }

  #start(file: StoredFile, size: number): void {
    this.#underWay++;
    this.#aheadBytes += size;
    const bytes = collect(this.#storage.read(file, wholeFile, this.#signal), file, size).finally(() => {
      this.#underWay--;
      this.#fetch();
    });
    // A failure belongs to whoever reads the file.
    bytes.catch(() => undefined);
    this.#ahead.set(file.path, { size, bytes });
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>, file: StoredFile, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let length = 0;
  for await (const chunk of chunks) {
    if (length + chunk.length > size) throw fileErrors.changed({ path: file.path });
    bytes.set(chunk, length);
    length += chunk.length;
  }
  if (length < size) throw fileErrors.changed({ path: file.path });
  return bytes;
}

async function* serve(bytes: Promise<Uint8Array>, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
  const piece = (await bytes).subarray(start, end);
  if (piece.length > 0) yield piece;
}
