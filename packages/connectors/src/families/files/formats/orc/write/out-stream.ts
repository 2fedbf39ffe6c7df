import { type BlockPool, BlockQueue } from '../../blocks.ts';
import type { ChunkCodec } from './compression.ts';

/** What all streams of a file share. */
export interface StreamSetup {
  readonly codec: ChunkCodec;
  readonly pool: BlockPool;
  /** Bytes that become one chunk. */
  readonly chunkBytes: number;
}

const firstBytes = 512;

/** Bytes of one stream of the open stripe: finished chunks, and the open one. */
export class OutStream {
  readonly #setup: StreamSetup;
  #queue: BlockQueue;
  #open = new Uint8Array(firstBytes);
  #at = 0;

  constructor(setup: StreamSetup) {
    this.#setup = setup;
    this.#queue = new BlockQueue(setup.pool);
  }

  /** Bytes in memory, about what the stream will take in the file. */
  get heldBytes(): number {
    return this.#queue.length + this.#at;
  }

  write(bytes: Uint8Array, start: number, end: number): void {
    for (let from = start; from < end;) {
      if (this.#at === this.#setup.chunkBytes) this.#endChunk();
      const size = Math.min(end - from, this.#setup.chunkBytes - this.#at);
      this.#reserve(size);
      if (size > 32) this.#open.set(bytes.subarray(from, from + size), this.#at);
      else for (let i = 0; i < size; i++) this.#open[this.#at + i] = bytes[from + i] as number;
      this.#at += size;
      from += size;
    }
  }

  /** All bytes as they go into the file. The stream is then empty. */
  finish(): BlockQueue {
    this.#endChunk();
    const queue = this.#queue;
    this.#queue = new BlockQueue(this.#setup.pool);
    return queue;
  }

  #endChunk(): void {
    this.#setup.codec.chunk(this.#open.subarray(0, this.#at), (part) => this.#queue.add(part));
    this.#at = 0;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#open.length) return;
    const larger = new Uint8Array(Math.min(this.#setup.chunkBytes, Math.max(this.#at + size, this.#open.length * 2)));
    larger.set(this.#open.subarray(0, this.#at));
    this.#open = larger;
  }
}
