import type { ConnectorContext } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { StagedFile, Storage, StoredFile } from '../families/files/storage.ts';

/** Path that means standard input and output. */
export const standardStream = '-';

/** Bytes of input that are kept for reading it again from the start, once its columns were looked at. */
const keptBytes = 8 * 1024 * 1024;

/** Standard input and output as a storage of one file. */
export function standardStreams(context: ConnectorContext): Storage {
  const input = new ReplayedInput(() => context.input());
  const output = new SharedOutput(context.output);
  const file: StoredFile = { path: standardStream, version: '' };
  return {
    isStream: true,
    find: async () => [file],
    stat: async () => file,
    read: () => input.read(),
    join: () => standardStream,
    prepareFolder: async () => undefined,
    list: async () => [],
    create: () => output.open(),
    sealed: async () => [],
    publish: async () => undefined,
    concatenate: async () => undefined,
    remove: async () => undefined,
    discard: async () => undefined,
  };
}

/** A stream that can be read again from the start while not much of it has been read. */
class ReplayedInput {
  readonly #open: () => AsyncIterable<Uint8Array>;
  #source: AsyncIterator<Uint8Array> | undefined;
  #kept: Uint8Array[] = [];
  #keptSize = 0;
  #isKept = true;

  constructor(open: () => AsyncIterable<Uint8Array>) {
    this.#open = open;
  }

  async *read(): AsyncGenerator<Uint8Array> {
    if (!this.#isKept) throw fileErrors.inputTwice(undefined);
    this.#source ??= this.#open()[Symbol.asyncIterator]();
    for (let at = 0; at < this.#kept.length; at++) yield this.#kept[at] as Uint8Array;
    for (;;) {
      const next = await this.#source.next();
      if (next.done) return;
      this.#keep(next.value);
      yield next.value;
    }
  }

  #keep(chunk: Uint8Array): void {
    if (!this.#isKept) return;
    this.#keptSize += chunk.length;
    if (this.#keptSize <= keptBytes) this.#kept.push(new Uint8Array(chunk));
    else {
      this.#isKept = false;
      this.#kept = [];
    }
  }
}

/** One task writes at a time, from its first byte to its commit, so that what it writes stays together. */
class SharedOutput {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  #turn: Promise<void> = Promise.resolve();
  #isBroken = false;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  async open(): Promise<StagedFile> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#turn;
    this.#turn = before.then(() => promise);
    await before;
    if (this.#isBroken) {
      resolve();
      throw fileErrors.outputLost(undefined);
    }
    let hasWritten = false;
    return {
      path: standardStream,
      write: async (bytes) => {
        hasWritten = true;
        await this.#write(bytes);
      },
      seal: async () => resolve(),
      abort: async () => {
        // What is written cannot be taken back: a second attempt would repeat it.
        this.#isBroken ||= hasWritten;
        resolve();
      },
    };
  }
}
