import type { BlockLayout } from './block-compressor.ts';
import { mostBlockBytes, type BlockSource } from './block-source.ts';

/** A raw block codec. */
export interface RawBlocks {
  maxLength(length: number): number;
  compress(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number;
  /** Throws an Error that says what is damaged. */
  decompress(src: Uint8Array, start: number, end: number, dst: Uint8Array, at: number): number;
}

const textBytes = 256 * 1024;

/** Blocks as Hadoop writes them: length of the text, then pieces of it, each after its compressed length; big-endian. */
export function hadoopFormat(blocks: RawBlocks): BlockLayout {
  const block = Buffer.alloc(8 + blocks.maxLength(textBytes));
  let isEmpty = true;
  return {
    blockBytes: textBytes,
    block(text) {
      isEmpty = false;
      const end = blocks.compress(text, 0, text.length, block, 8);
      block.writeUInt32BE(text.length, 0);
      block.writeUInt32BE(end - 8, 4);
      return block.subarray(0, end);
    },
    // No text at all is a block without any; no bytes at all would look like a lost file.
    tail: () => Buffer.alloc(isEmpty ? 4 : 0),
  };
}

/** Text of such blocks. A chunk is valid until the next one is asked for. */
export async function* readHadoopBlocks(
  input: BlockSource,
  blocks: Pick<RawBlocks, 'decompress'>,
): AsyncGenerator<Uint8Array> {
  let text = new Uint8Array(textBytes);
  while (await input.hasMore()) {
    const length = (await input.take(4)).readUInt32BE(0);
    if (length > mostBlockBytes) throw input.corrupt(`a block claims to have ${length} bytes`);
    if (length > text.length) text = new Uint8Array(length);
    let at = 0;
    while (at < length) {
      const piece = await input.take((await input.take(4)).readUInt32BE(0));
      const into = text.subarray(0, length);
      at = input.decode(() => blocks.decompress(piece, 0, piece.length, into, at));
    }
    yield text.subarray(0, at);
  }
}
