import type { Codec, Compressor } from './codecs/codec.ts';
import type { Encoding } from './encoding.ts';
import { fileErrors } from './errors.ts';
import type { StagedFile } from './storage.ts';

/** One file being written: UTF-8 text goes in, encoded and compressed bytes come out. */
export class OutputFile {
  readonly path: string;
  /** Bytes that went in. */
  textBytes = 0;
  /** Bytes of the file so far. */
  bytes = 0;
  readonly #staged: StagedFile;
  readonly #encoding: Encoding;
  #compressor: Compressor | undefined;

  /** @param name that it gets, for archives. */
  constructor(staged: StagedFile, encoding: Encoding, codec: Codec | undefined, name: string) {
    this.path = staged.path;
    this.#staged = staged;
    this.#encoding = encoding;
    this.#compressor = codec?.compress?.((bytes) => this.#store(bytes), name);
  }

  /** Begins the text; `text` is the header, or empty. */
  async start(text: Uint8Array): Promise<void> {
    const { mark } = this.#encoding;
    if (mark.length > 0) await this.#put(mark);
    if (text.length > 0) await this.write(text);
  }

  /** Resolves when `text` may be reused. It ends at the end of a record. */
  async write(text: Uint8Array): Promise<void> {
    this.textBytes += text.length;
    const bytes = this.#encoding.fromUtf8(text);
    // Rows were checked before; what is left are names of columns.
    if (bytes === undefined)
      throw fileErrors.unwritable({
        path: this.path,
        problem: `its header has characters that ${this.#encoding.name} lacks`,
      });
    await this.#put(bytes);
  }

  /** Writes what the compression still holds. */
  async end(): Promise<void> {
    await this.#compressor?.end();
    // Its buffers are not kept while the file waits to be published.
    this.#compressor = undefined;
  }

  async seal(): Promise<void> {
    await this.#staged.seal();
  }

  async abort(): Promise<void> {
    this.#compressor?.destroy();
    await this.#staged.abort();
  }

  #put(bytes: Uint8Array): Promise<void> {
    return this.#compressor === undefined ? this.#store(bytes) : this.#compressor.write(bytes);
  }

  #store(bytes: Uint8Array): Promise<void> {
    this.bytes += bytes.length;
    return this.#staged.write(bytes);
  }
}
