import { asSluiceError } from '@sluice/core';
import type { Ground } from '../subject.ts';

/**
 * Takes what others tell, at once, and works on it later, all that has come meanwhile together: who tells must neither
 * wait nor fail. What is lost here is found by the regular look.
 */
export class Inbox<Item> {
  readonly #ground: Ground;
  readonly #use: (items: readonly Item[]) => Promise<void>;
  #items: Item[] = [];
  #working: Promise<void> = Promise.resolve();

  constructor(ground: Ground, use: (items: readonly Item[]) => Promise<void>) {
    this.#ground = ground;
    this.#use = use;
  }

  put(item: Item): void {
    this.#items.push(item);
    this.#working = this.#working.then(() => this.#flush());
  }

  /** Resolves when everything that was put before is done. */
  settle(): Promise<void> {
    return this.#working;
  }

  async #flush(): Promise<void> {
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    try {
      await this.#use(items);
    } catch (error) {
      this.#ground.log.warn('alerts of this moment wait for the next look', { error: asSluiceError(error).message });
    }
  }
}
