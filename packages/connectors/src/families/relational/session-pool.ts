import type { Clock } from '@sluice/core';
import type { Session } from './session.ts';

/** How a pool makes sessions when it has none to give. */
export interface PoolSource {
  readonly open: () => Promise<Session>;
  /** False when sessions opened later see another state of the source than those added: then `take` waits. */
  readonly canGrow: boolean;
  readonly clock: Pick<Clock, 'monotonic' | 'sleep'>;
}

/** After so long without use a session is asked whether it still lives: servers and firewalls drop idle links. */
const unsureAfterMs = 30_000;
/** How long it may take to answer. */
const answerWithinMs = 5_000;

interface IdleSession {
  readonly session: Session;
  readonly sinceMs: number;
}

/** Sessions of one source or target that are handed to one task at a time. */
export class SessionPool {
  readonly #source: PoolSource;
  readonly #idle: IdleSession[] = [];
  readonly #busy = new Set<Session>();
  readonly #waiting: ((session: Session | undefined) => void)[] = [];

  constructor(source: PoolSource, sessions: readonly Session[] = []) {
    this.#source = source;
    for (const session of sessions) this.#rest(session);
  }

  /** A session for one task. Give it back with `release`, or `discard` it when its state is unknown. */
  async take(): Promise<Session> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      const session = this.#lend(idle.session);
      if (session.isOpen && (this.#isFresh(idle) || (await this.#answers(session)))) return session;
      await this.discard(session, { cancel: true });
    }
    if (!this.#source.canGrow && this.#busy.size > 0) {
      const handed = await new Promise<Session | undefined>((resolve) => this.#waiting.push(resolve));
      if (handed !== undefined) return this.#lend(handed);
      return this.take();
    }
    return this.#lend(await this.#source.open());
  }

  release(session: Session): void {
    this.#busy.delete(session);
    const next = this.#waiting.shift();
    if (next === undefined) this.#rest(session);
    else next(session);
  }

  /** Closes a session that broke or was cancelled. Never throws. */
  async discard(session: Session, options: { readonly cancel: boolean }): Promise<void> {
    this.#busy.delete(session);
    await session.close(options);
    this.#waiting.shift()?.(undefined);
  }

  /** Closes everything, also what is lent out. Never throws. */
  async close(): Promise<void> {
    const idle = this.#idle.splice(0);
    const busy = [...this.#busy];
    this.#busy.clear();
    await Promise.all([
      ...idle.map(({ session }) => session.close()),
      ...busy.map((session) => session.close({ cancel: true })),
    ]);
  }

  #isFresh({ sinceMs }: IdleSession): boolean {
    return this.#source.clock.monotonic() - sinceMs < unsureAfterMs;
  }

  async #answers(session: Session): Promise<boolean> {
    const answered = session.query('select 1').then(
      () => true,
      () => false,
    );
    const given = new AbortController();
    const late = this.#source.clock.sleep(answerWithinMs, given.signal).then(
      () => false,
      () => false,
    );
    const isAlive = await Promise.race([answered, late]);
    given.abort();
    return isAlive;
  }

  #rest(session: Session): void {
    this.#idle.push({ session, sinceMs: this.#source.clock.monotonic() });
  }

  #lend(session: Session): Session {
    this.#busy.add(session);
    return session;
  }
}
