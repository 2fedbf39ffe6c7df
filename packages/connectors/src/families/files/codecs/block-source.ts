import { SluiceError } from '@sluice/core';
import { ByteWindow } from '../byte-window.ts';
import { fileErrors } from '../errors.ts';
import { wholeFile } from '../storage.ts';
import type { CodecSource } from './codec.ts';

/** A damaged length must not ask for more memory than any sound block needs. */
export const mostBlockBytes = 64 << 20;

/** A compressed file, taken from start to end in pieces of known sizes. */
export class BlockSource {
  readonly #window: ByteWindow;
  readonly #path: string;
  readonly #compress: string;

  constructor(source: CodecSource, compress: string) {
    this.#window = new ByteWindow(source.read(wholeFile));
    this.#path = source.path;
    this.#compress = compress;
  }

  /** True when at least one more byte is there. */
  async hasMore(): Promise<boolean> {
    await this.#window.fill(1);
    return this.#window.length > 0;
  }

  /** Looks at the next bytes without taking them; fewer at the end. Valid until the next call. */
  async peek(size: number): Promise<Uint8Array> {
    await this.#window.fill(size);
    const { bytes, start, length } = this.#window;
    return bytes.subarray(start, start + Math.min(size, length));
  }

  /** The next bytes, valid until the next call. Throws `FILES_CORRUPT` when the file ends before. */
  async take(size: number): Promise<Buffer> {
    if (size > mostBlockBytes) throw this.corrupt(`a block claims to have ${size} bytes`);
    await this.#window.fill(size);
    const { view, start, length } = this.#window;
    if (length < size) throw this.corrupt('it ends in the middle (truncated?)');
    this.#window.start += size;
    return view.subarray(start, start + size);
  }

  corrupt(problem: string, cause?: unknown): SluiceError {
    return fileErrors.corrupt({ path: this.#path, compress: this.#compress, problem }, cause);
  }

  /** Runs a decoder of a block, whose plain errors say what is damaged. */
  decode<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (error instanceof SluiceError) throw error;
      throw this.corrupt(error instanceof Error ? error.message : String(error), error);
    }
  }

  close(): Promise<void> {
    return this.#window.close();
  }
}
