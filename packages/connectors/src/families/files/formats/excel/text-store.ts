import { TemporaryFile, type TemporaryPlace } from '../temporary-file.ts';

/** A page that is kept; pages of the same place replace each other. */
const pageBytes = 8 * 1024;
const keptPages = 1024;

interface Page {
  number: number;
  readonly bytes: Buffer;
}

/**
 * Texts that are written once, one after the other, and then read at any place. A few pages of them are kept in memory,
 * as cells mention texts mostly in the order in which they lie.
 */
export class TextStore {
  /** Where `find` has found what was asked for, until it is called again. */
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  size = 0;
  readonly #file: TemporaryFile;
  readonly #pages = new Map<number, Page>();

  constructor(place: TemporaryPlace) {
    this.#file = new TemporaryFile(place);
  }

  append(bytes: Uint8Array): void {
    this.#file.write(bytes, this.size);
    this.size += bytes.length;
  }

  /** Points `bytes` and `start` to the bytes from `start` to before `end`. */
  find(start: number, end: number): void {
    const number = Math.floor(start / pageBytes);
    const offset = start - number * pageBytes;
    if (offset + end - start > pageBytes) {
      this.bytes = Buffer.allocUnsafe(end - start);
      this.start = 0;
      this.#file.read(this.bytes, start);
      return;
    }
    this.bytes = this.#page(number);
    this.start = offset;
  }

  close(): void {
    this.#file.close();
    this.#pages.clear();
  }

  #page(number: number): Buffer {
    const place = number % keptPages;
    const page = this.#pages.get(place) ?? { number: -1, bytes: Buffer.allocUnsafeSlow(pageBytes) };
    if (page.number !== number) {
      page.number = number;
      this.#pages.set(place, page);
      this.#file.read(page.bytes, number * pageBytes);
    }
    return page.bytes;
  }
}
