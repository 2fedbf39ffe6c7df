import type { ClientRequest } from 'node:http';
import type { HttpResponse } from './response.ts';
import type { SilenceWatch } from './silence-watch.ts';

/** A request whose body is sent piece by piece. Ends in exactly one of `end` and `destroy`. */
export class Upload {
  readonly #outgoing: ClientRequest;
  readonly #response: Promise<HttpResponse>;
  readonly #watch: SilenceWatch;
  #isAnswered = false;

  constructor(parts: {
    readonly outgoing: ClientRequest;
    readonly response: Promise<HttpResponse>;
    readonly watch: SilenceWatch;
  }) {
    this.#outgoing = parts.outgoing;
    this.#response = parts.response;
    this.#watch = parts.watch;
    const answered = (): void => void (this.#isAnswered = true);
    this.#response.then(answered, answered);
  }

  /** True when the server has answered before the end of the body, so that the rest makes no sense: ask `end` why. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Resolves when `bytes` may be reused: they are sent, or `isAnswered`. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.#listen();
    if (this.#isAnswered || bytes.length === 0) return;
    const written = new Promise<void>((resolve) => this.#outgoing.write(bytes, () => resolve()));
    // A failed write is told by the answer, which fails too.
    await this.#watch.over(Promise.race([written, this.#response.then(() => undefined, () => undefined)])); // prettier-ignore
  }

  /** Ends the body and waits for the answer. */
  async end(): Promise<HttpResponse> {
    await this.#listen();
    if (!this.#isAnswered) this.#outgoing.end();
    try {
      return await this.#watch.over(this.#response);
    } finally {
      this.#watch.end();
    }
  }

  /**
   * Takes in what has arrived. A server that refuses an upload answers and closes at once; to write to a closed
   * connection would throw its answer away.
   */
  async #listen(): Promise<void> {
    if (!this.#isAnswered) await new Promise(setImmediate);
  }

  /** Breaks off. */
  destroy(): void {
    this.#watch.end();
    this.#outgoing.destroy();
  }
}
