import type { FileReads } from './contents.ts';
import { fileErrors } from './errors.ts';
import type { FileBytes } from './formats/block-format.ts';
import type { StoredFile } from './storage.ts';

/** Two wanted ranges with a smaller gap are one request. */
const gapBytes = 128 * 1024;
/** One request asks for no more than this, unless a single range is larger. */
const requestBytes = 8 << 20;
/** What a read of a few bytes fetches, as the next one mostly follows or precedes it closely. */
const pageBytes = 64 * 1024;
/** Pages that are kept. */
const mostPages = 4;

interface Wanted {
  readonly start: number;
  readonly end: number;
  resolve(bytes: Uint8Array): void;
  reject(error: unknown): void;
}

/**
 * Random access to a file of any storage. Reads asked for together become few requests; small ones are answered from
 * pages read before.
 */
export class StorageBytes implements FileBytes {
  readonly path: string;
  readonly size: number;
  readonly #file: StoredFile;
  readonly #reads: FileReads;
  #wanted: Wanted[] = [];
  #pages: { readonly start: number; readonly bytes: Uint8Array }[] = [];

  /** Throws `FILES_NO_PLACES` for streams, which have no places to read at. */
  constructor(file: StoredFile, reads: FileReads) {
    if (file.size === undefined) throw fileErrors.noPlaces({ path: file.path });
    this.path = file.path;
    this.size = file.size;
    this.#file = file;
    this.#reads = reads;
  }

  read(start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    if (start < 0 || end > this.size || start > end)
      return Promise.reject(new RangeError(`Bytes ${start} to ${end} are not in "${this.path}".`));
    if (start === end) return Promise.resolve(new Uint8Array(0));
    const page = this.#pages.find((known) => known.start <= start && end <= known.start + known.bytes.length);
    if (page !== undefined) return Promise.resolve(page.bytes.slice(start - page.start, end - page.start));
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.#wanted.push({ start, end, resolve, reject });
    // What else is asked for before anybody waits goes into the same requests.
    if (this.#wanted.length === 1) queueMicrotask(() => void this.#request(signal));
    return promise;
  }

  #request(signal: AbortSignal): void {
    const wanted = this.#wanted.sort((left, right) => left.start - right.start);
    this.#wanted = [];
    for (let from = 0; from < wanted.length;) {
      const first = wanted[from] as Wanted;
      let { end } = first;
      let to = from + 1;
      for (; to < wanted.length; to++) {
        const next = wanted[to] as Wanted;
        if (next.start > end + gapBytes || Math.max(end, next.end) - first.start > requestBytes) break;
        end = Math.max(end, next.end);
      }
      void this.#answer(wanted.slice(from, to), first.start, end, signal);
      from = to;
    }
  }

  async #answer(wanted: readonly Wanted[], from: number, to: number, signal: AbortSignal): Promise<void> {
    try {
      const isSmall = to - from < pageBytes;
      // At the end of a file its beginning part is read next, elsewhere what follows.
      const end = isSmall ? Math.min(from + pageBytes, this.size) : to;
      const start = isSmall ? Math.max(0, Math.min(from, end - pageBytes)) : from;
      const bytes = await this.#fetch(start, end, signal);
      if (isSmall) this.#pages = [{ start, bytes }, ...this.#pages.slice(0, mostPages - 1)];
      const [only] = wanted;
      if (!isSmall && wanted.length === 1) only?.resolve(bytes);
      else for (const range of wanted) range.resolve(bytes.slice(range.start - start, range.end - start));
    } catch (error) {
      for (const range of wanted) range.reject(error);
    }
  }

  async #fetch(start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const bytes = new Uint8Array(end - start);
    let length = 0;
    for await (const chunk of this.#reads.read(this.#file, { start, end }, signal)) {
      if (length + chunk.length > bytes.length) throw fileErrors.changed({ path: this.path });
      bytes.set(chunk, length);
      length += chunk.length;
    }
    if (length < bytes.length) throw fileErrors.changed({ path: this.path });
    return bytes;
  }
}
