import type { ByteSink, Compressor } from './codec.ts';

export interface BlockLayout {
  /** Bytes of text per block. */
  readonly blockBytes: number;
  /** Written first; also when no text follows. */
  readonly head?: Uint8Array;
  /** One compressed block with all that surrounds it; valid until the next call. */
  block(text: Uint8Array): Uint8Array;
  /** Written last. */
  tail?(): Uint8Array;
}

/** Compresses text that arrives in any pieces block by block. */
export function blockCompressor(format: BlockLayout, sink: ByteSink): Compressor {
  const held = new Uint8Array(format.blockBytes);
  let length = 0;
  let isBegun = false;
  const begin = async (): Promise<void> => {
    if (!isBegun && format.head !== undefined) await sink(format.head);
    isBegun = true;
  };
  return {
    async write(bytes) {
      await begin();
      for (let at = 0; at < bytes.length;) {
        const size = Math.min(held.length - length, bytes.length - at);
        held.set(bytes.subarray(at, at + size), length);
        length += size;
        at += size;
        if (length < held.length) continue;
        await sink(format.block(held));
        length = 0;
      }
    },
    async end() {
      await begin();
      if (length > 0) await sink(format.block(held.subarray(0, length)));
      length = 0;
      const tail = format.tail?.();
      if (tail !== undefined) await sink(tail);
    },
    destroy() {
      length = 0;
    },
  };
}
