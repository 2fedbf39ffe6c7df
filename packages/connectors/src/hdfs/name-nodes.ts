import { SluiceError, type Clock } from '@sluice/core';
import { httpErrors } from '../families/http/errors.ts';
import type { Addresses } from './addresses.ts';
import { hdfsErrors } from './errors.ts';
import { RemoteException } from './remote-errors.ts';

/** How long a name node that is active is waited for while all that answer are not. */
const patienceMs = 60_000;
const firstPauseMs = 250;
const longestPauseMs = 4_000;
/** Times that an address is asked when the connection breaks in the middle of an answer. */
const mostLosses = 3;

const neverReached: ReadonlySet<string> = new Set([
  httpErrors.unreachable.code,
  httpErrors.connectTimeout.code,
  httpErrors.unknownHost.code,
]);

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Asking twice does no harm, so that a request is repeated whose answer got lost. */
  readonly isRepeatable: boolean;
}

/** The name nodes of a cluster, of which one is active. Remembers which. */
export class NameNodes {
  readonly #addresses: Addresses;
  readonly #clock: Clock;
  #active = 0;

  constructor(addresses: Addresses, clock: Clock) {
    this.#addresses = addresses;
    this.#clock = clock;
  }

  /** Runs `action` on the active name node; it may be run on others before, which have refused it. */
  async onActive<T>(action: (base: URL) => Promise<T>, options: AskOptions): Promise<T> {
    const { urls } = this.#addresses;
    const start = this.#clock.monotonic();
    for (let pause = firstPauseMs, losses = 0; ; pause = Math.min(2 * pause, longestPauseMs)) {
      const failures: unknown[] = [];
      for (const _ of urls) {
        const index = this.#active;
        try {
          return await action(urls[index] as URL);
        } catch (error) {
          options.signal.throwIfAborted();
          if (!isElsewhere(error) && !(options.isRepeatable && isLost(error) && ++losses < mostLosses)) throw error;
          failures.push(error);
          // Another request may have found the active one meanwhile.
          if (this.#active === index) this.#active = (index + 1) % urls.length;
        }
      }
      if (!failures.some((error) => isWaiting(error) || isLost(error))) throw this.#unreachable(failures);
      const afterMs = Math.round(this.#clock.monotonic() - start);
      if (afterMs >= patienceMs) throw hdfsErrors.noActiveNameNode({ hosts: this.#hosts(), afterMs }, failures[0]);
      await this.#clock.sleep(pause, options.signal);
    }
  }

  #unreachable(failures: readonly unknown[]): unknown {
    const { isGuessed } = this.#addresses;
    if (failures.length === 1 && !isGuessed) return failures[0];
    const tried = failures.map((error) => (error instanceof Error ? error.message : String(error))).join(' ');
    return hdfsErrors.noNameNode({ tried, isGuessed }, failures[0]);
  }

  #hosts(): string {
    return this.#addresses.urls.map((url) => url.host).join(' and ');
  }
}

/** The request was not carried out here, but might be elsewhere or later. */
function isElsewhere(error: unknown): boolean {
  return isWaiting(error) || (error instanceof SluiceError && neverReached.has(error.code));
}

function isWaiting(error: unknown): boolean {
  return error instanceof RemoteException && (error.isStandby || error.isStarting);
}

/** Nobody knows whether it was carried out. */
function isLost(error: unknown): boolean {
  return (
    error instanceof SluiceError &&
    (error.code === httpErrors.connectionLost.code || error.code === httpErrors.silent.code)
  );
}
