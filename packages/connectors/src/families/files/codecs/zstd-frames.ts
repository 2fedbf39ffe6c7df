/** Where the frames of a zstd stream end, found from their headers alone, however the bytes arrive. */

const frameMagic = 0xfd2fb528;
/** Sixteen magic numbers of frames without content. */
const skippableMagic = 0x184d2a50;

/** What the next header bytes are. */
type Part = 'magic' | 'skip-size' | 'descriptor' | 'rest' | 'block' | 'end';

/** Follows the bytes of frames one after the other. Throws a message as an Error when something else comes. */
export class ZstdFrames {
  /** Header bytes still wanted, and those there. */
  #wanted = 4;
  #header: number[] = [];
  #next: Part = 'magic';
  /** Bytes of content to pass over before the next header. */
  #skip = 0;
  #hasChecksum = false;

  /** True between frames. */
  get isBetween(): boolean {
    return this.#next === 'magic' && this.#header.length === 0 && this.#skip === 0;
  }

  /** Position after the part of `bytes` that belongs to the current frame; `isBetween` tells whether it ends there. */
  take(bytes: Uint8Array, start: number): number {
    let at = start;
    while (at < bytes.length) {
      if (this.#skip > 0) {
        const size = Math.min(this.#skip, bytes.length - at);
        this.#skip -= size;
        at += size;
      } else {
        this.#header.push(bytes[at++] as number);
        if (this.#header.length >= this.#wanted) this.#takeHeader();
      }
      if (this.#skip === 0 && this.#next === 'end') {
        this.#expect('magic', 4);
        return at;
      }
    }
    return at;
  }

  #expect(next: Part, size: number): void {
    this.#next = next;
    this.#wanted = size;
    this.#header = [];
  }

  #takeHeader(): void {
    const value = this.#header.reduce((sum, byte, index) => sum + byte * 2 ** (8 * index), 0);
    switch (this.#next) {
      case 'magic':
        if (value === frameMagic) return this.#expect('descriptor', 1);
        if (value - (value % 16) === skippableMagic) return this.#expect('skip-size', 4);
        throw new Error('a frame has no beginning');
      case 'skip-size':
        this.#skip = value;
        return this.#expect('end', 0);
      case 'descriptor':
        return this.#expect('rest', this.#restOfHeader(value));
      case 'rest':
        return this.#expect('block', 3);
      case 'block':
        return this.#takeBlock(value);
      case 'end':
        return;
    }
  }

  /** Bytes of window, dictionary and content size after the descriptor; at least one. */
  #restOfHeader(descriptor: number): number {
    const isSingle = (descriptor & 32) !== 0;
    this.#hasChecksum = (descriptor & 4) !== 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
    const content = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
    return (isSingle ? 0 : 1) + dictionary + content;
  }

  #takeBlock(header: number): void {
    const isLast = (header & 1) === 1;
    // A run is stored as one byte.
    this.#skip = ((header >> 1) & 3) === 1 ? 1 : header >> 3;
    if (!isLast) return this.#expect('block', 3);
    if (this.#hasChecksum) this.#skip += 4;
    this.#expect('end', 0);
  }
}
