import type { Session } from './session.ts';

/** How a pool makes sessions when it has none to give. */
export interface PoolSource {
  readonly open: () => Promise<Session>;
  /** False when sessions opened later see another state of the source than those added: then `take` waits. */
  readonly canGrow: boolean;
}

/** Sessions of one source or target that are handed to one task at a time. */
export class SessionPool {
  readonly #source: PoolSource;
  readonly #idle: Session[] = [];
  readonly #busy = new Set<Session>();
  readonly #waiting: ((session: Session | undefined) => void)[] = [];

  constructor(source: PoolSource, sessions: readonly Session[] = []) {
    this.#source = source;
    this.#idle.push(...sessions);
  }

  /** A session for one task. Give it back with `release`, or `discard` it when its state is unknown. */
  async take(): Promise<Session> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return this.#lend(idle);
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
    if (next === undefined) this.#idle.push(session);
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
      ...idle.map((session) => session.close()),
      ...busy.map((session) => session.close({ cancel: true })),
    ]);
  }

  #lend(session: Session): Session {
    this.#busy.add(session);
    return session;
  }
}
