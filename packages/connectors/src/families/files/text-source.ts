import type { FileReads } from './contents.ts';
import type { ByteRange, StoredFile } from './storage.ts';
import { codecNamed, codecOfName, openDocuments } from './codecs/index.ts';
import type { Codec } from './codecs/codec.ts';
import { utf8, type Encoding } from './encoding.ts';
import { ownText } from './foreign-text.ts';

/** Text of one document as UTF-8. */
export interface TextDocument {
  readonly label: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface TextSourceOptions {
  readonly compress?: string | undefined;
  readonly encoding: Encoding;
  readonly maxExpansion: number;
}

/** The files of a storage as text: decompressed and in UTF-8. */
export class TextSource {
  readonly #reads: FileReads;
  readonly #options: TextSourceOptions;

  constructor(reads: FileReads, options: TextSourceOptions) {
    this.#reads = reads;
    this.#options = options;
  }

  codecOf(file: StoredFile): Codec | undefined {
    const { compress } = this.#options;
    return compress === undefined || compress === '' ? codecOfName(file.path) : codecNamed(compress, 'read');
  }

  /** Parts of the file can be read without the rest. */
  canCut(file: StoredFile): boolean {
    return file.size !== undefined && this.#options.encoding === utf8 && this.codecOf(file) === undefined;
  }

  async *open(file: StoredFile, signal: AbortSignal): AsyncGenerator<TextDocument> {
    const { encoding, maxExpansion } = this.#options;
    const source = {
      path: file.path,
      ...(file.size === undefined ? {} : { size: file.size }),
      read: (range: ByteRange) => this.#reads.read(file, range, signal),
    };
    for await (const { label, bytes } of openDocuments(source, this.codecOf(file), maxExpansion)) {
      yield { label, bytes: encoding.toUtf8(ownText(bytes, label, encoding.name)) };
    }
  }

  /** Bytes of a part of a file that `canCut`. */
  openPart(file: StoredFile, range: ByteRange, signal: AbortSignal): TextDocument {
    const bytes = this.#reads.read(file, range, signal);
    // A mark at the beginning of a later part is a character of its text.
    const isStart = range.start === 0;
    return { label: file.path, bytes: isStart ? utf8.toUtf8(ownText(bytes, file.path, utf8.name)) : bytes };
  }
}
