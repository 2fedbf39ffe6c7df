import type { SluiceError } from '@sluice/core';
import { cliErrors } from '../errors.ts';

/** The part of `process.stdout` that is used. */
export interface OutputStream {
  write(chunk: Uint8Array | string, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/**
 * Writes data to standard output. Resolves once the bytes are handed over, so a slow reader of the pipe slows the run
 * down, and a caller may reuse its bytes.
 */
export class StandardOutput {
  readonly #stream: OutputStream;
  readonly #closed = new AbortController();

  constructor(stream: OutputStream) {
    this.#stream = stream;
    stream.on('error', (error) => this.#fail(error));
  }

  /** Aborted when nothing more can be written; its reason says why. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Nobody reads any more, as with `| head`, which is no failure. */
  get isLeft(): boolean {
    return (
      this.#closed.signal.aborted && (this.#closed.signal.reason as SluiceError).code === cliErrors.outputClosed.code
    );
  }

  write(chunk: Uint8Array | string): Promise<void> {
    if (this.#closed.signal.aborted) return Promise.reject(this.#closed.signal.reason as Error);
    return new Promise((resolve, reject) => {
      this.#stream.write(chunk, (error) => {
        if (error === undefined || error === null) return resolve();
        this.#fail(error);
        reject(this.#closed.signal.reason as Error);
      });
    });
  }

  line(text: string): Promise<void> {
    return this.write(`${text}\n`);
  }

  #fail(error: Error): void {
    if (this.#closed.signal.aborted) return;
    const isLeft = (error as NodeJS.ErrnoException).code === 'EPIPE';
    this.#closed.abort(
      isLeft ? cliErrors.outputClosed(undefined, error) : cliErrors.outputFailed({ reason: error.message }, error),
    );
  }
}

/** Standard input, to be read once. */
export function inputOnce(stream: AsyncIterable<Uint8Array>): () => AsyncIterable<Uint8Array> {
  let isTaken = false;
  return () => {
    if (isTaken)
      throw cliErrors.usage({
        message: 'Standard input can be read only once.',
        hint: 'Use it on one side of the job only.',
      });
    isTaken = true;
    return stream;
  };
}

/** Reads a whole stream of UTF-8 text. */
export async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
