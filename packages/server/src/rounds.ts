/**
 * Work that is done in rounds: one at a time, at once when somebody asks for it, else after the pause that the last round
 * asked for. Who asks while a round is under way gets another one after it.
 */
export class Rounds {
  readonly #round: () => Promise<number>;
  #timer: NodeJS.Timeout | undefined;
  #going: Promise<void> | undefined;
  #isAsked = false;
  #isClosed = false;

  /** @param round answers after how many ms the next one is due. Must not reject. */
  constructor(round: () => Promise<number>) {
    this.#round = round;
  }

  wake(): void {
    if (this.#isClosed) return;
    this.#isAsked = true;
    this.#going ??= this.#go();
  }

  /** Resolves when the rounds that were asked for are over. */
  async settle(): Promise<void> {
    await this.#going;
  }

  /** Begins no round any more; resolves when the last one is over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#going;
  }

  async #go(): Promise<void> {
    clearTimeout(this.#timer);
    let pauseMs = 0;
    while (this.#isAsked && !this.#isClosed) {
      this.#isAsked = false;
      pauseMs = await this.#round();
    }
    // Nothing is awaited since the last look at who asks: nobody is overheard.
    this.#going = undefined;
    if (!this.#isClosed) this.#timer = setTimeout(() => this.wake(), pauseMs);
  }
}
