import type { Clock } from '@sluice/core';
import { errors, isLost } from './errors.ts';
import { abortable } from './abortable.ts';
import type { Link } from './link.ts';

/** A share of a link, given back once. */
export interface Lease {
  readonly link: Link;
  release(): void;
}

/** Somebody who holds a lease that he could do without for a while. */
export interface LeaseHolder {
  /** Since when nobody has used it, monotonic; undefined while it is in use or not held. */
  readonly idleSince: number | undefined;
  /** Gives the lease back. Never throws. */
  yieldLease(): Promise<void>;
}

export interface PoolSource {
  open(signal: AbortSignal): Promise<Link>;
  readonly maxLinks: number;
  /** How many transfers one link carries at once. */
  readonly usersPerLink: number;
  readonly clock: Clock;
  /** `host:port`, for messages. */
  readonly host: string;
}

interface Slot {
  readonly link: Link;
  users: number;
}

/** A lease that nobody has used for so long is asked back when others wait. */
const idleMs = 1_000;

/** Links to one server: opened when needed, kept for the next one, never more than allowed. */
export class LinkPool {
  readonly #source: PoolSource;
  readonly #slots = new Set<Slot>();
  readonly #waiting: (() => void)[] = [];
  readonly #holders = new Set<LeaseHolder>();
  readonly #end = new AbortController();
  #maxLinks: number;
  #opening = 0;
  #isAsking = false;

  constructor(source: PoolSource) {
    this.#source = source;
    this.#maxLinks = Math.max(2, source.maxLinks);
  }

  /** Waits while all links are in use. Throws what went wrong when a link is opened. */
  async take(signal: AbortSignal): Promise<Lease> {
    for (;;) {
      signal.throwIfAborted();
      this.#end.signal.throwIfAborted();
      const slot = this.#free() ?? (await this.#grow(signal));
      if (slot !== undefined) return this.#lend(slot);
      await this.#wait(signal);
    }
  }

  /** Runs a short action; once more with a new link when the old one turns out to be dead. */
  async run<T>(signal: AbortSignal, action: (link: Link, isRepeated: boolean) => Promise<T>): Promise<T> {
    for (let isRepeated = false; ; isRepeated = true) {
      const lease = await this.take(signal);
      try {
        return await abortable(action(lease.link, isRepeated), signal);
      } catch (error) {
        if (signal.aborted) lease.link.close();
        if (isRepeated || !isLost(error)) throw error;
      } finally {
        lease.release();
      }
    }
  }

  /** Makes sure that two links can be had at once, which copying on the server's side of the line takes. */
  async needTwo(signal: AbortSignal): Promise<void> {
    const first = await this.take(signal);
    try {
      if (this.#source.usersPerLink > 1) return;
      if (this.#slots.size < 2) await this.#grow(signal);
      if (this.#maxLinks < 2) throw errors.tooFewConnections({ host: this.#source.host });
    } finally {
      first.release();
    }
  }

  addHolder(holder: LeaseHolder): void {
    this.#holders.add(holder);
    void this.#askBack();
  }

  removeHolder(holder: LeaseHolder): void {
    this.#holders.delete(holder);
  }

  /** Closes all links, lent ones too. Whoever waits is told. */
  close(): void {
    this.#end.abort(errors.connectionLost({ host: this.#source.host, reason: 'it was closed from here' }));
    for (const { link } of this.#slots) link.close();
    this.#slots.clear();
    this.#wakeAll();
  }

  #free(): Slot | undefined {
    for (const slot of this.#slots) if (slot.link.isClosed && slot.users === 0) this.#slots.delete(slot);
    const usable = [...this.#slots].filter(({ link }) => !link.isClosed);
    const idle = usable.find(({ users }) => users === 0);
    if (idle !== undefined || this.#slots.size + this.#opening < this.#maxLinks) return idle;
    const [least] = usable.toSorted((left, right) => left.users - right.users);
    return least !== undefined && least.users < this.#source.usersPerLink ? least : undefined;
  }

  /** A new link, or undefined when there may be no more. */
  async #grow(signal: AbortSignal): Promise<Slot | undefined> {
    if (this.#slots.size + this.#opening >= this.#maxLinks) return undefined;
    this.#opening++;
    try {
      const slot = { link: await this.#source.open(signal), users: 0 };
      if (this.#end.signal.aborted) slot.link.close();
      else this.#slots.add(slot);
      return slot;
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === errors.tooManyConnections.code;
      if (!isFull || this.#slots.size === 0) throw error;
      // The server allows fewer than the data source; those that are there do the work.
      this.#maxLinks = this.#slots.size;
      return undefined;
    } finally {
      this.#opening--;
    }
  }

  #lend(slot: Slot): Lease {
    slot.users++;
    let isOut = true;
    return {
      link: slot.link,
      release: () => {
        if (!isOut) return;
        isOut = false;
        slot.users--;
        if (slot.link.isClosed) this.#slots.delete(slot);
        this.#waiting.shift()?.();
      },
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const turn = Promise.withResolvers<void>();
    this.#waiting.push(turn.resolve);
    void this.#askBack();
    try {
      await abortable(turn.promise, signal);
    } finally {
      const at = this.#waiting.indexOf(turn.resolve);
      if (at >= 0) this.#waiting.splice(at, 1);
    }
  }

  /** While somebody waits, those who hold links idly are asked to give them back. */
  async #askBack(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      while (this.#waiting.length > 0 && this.#holders.size > 0) {
        const { clock } = this.#source;
        const idle = [...this.#holders]
          .map((holder) => ({ holder, since: holder.idleSince ?? Infinity }))
          .toSorted((left, right) => left.since - right.since)[0];
        if (idle !== undefined && clock.monotonic() - idle.since >= idleMs) await idle.holder.yieldLease();
        else await clock.sleep(idleMs / 4, this.#end.signal);
      }
    } catch {
      // The pool is closed.
    } finally {
      this.#isAsking = false;
    }
  }

  #wakeAll(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
