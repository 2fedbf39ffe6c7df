import { BodyConnection, StaleConnection, type BodySettings } from './body-connection.ts';
import type { BodyAnswer, BodyRequest } from './exchange.ts';

const mostConnections = 64;
/** Servers end connections that were idle for longer than some seconds. */
const mostIdleMs = 4_000;

/** Connections to one server for downloads, kept for the next one. */
export class BodyPool {
  readonly #settings: BodySettings;
  readonly #idle: BodyConnection[] = [];
  readonly #waiting: (() => void)[] = [];
  #open = 0;
  #isClosed = false;

  constructor(settings: BodySettings) {
    this.#settings = settings;
  }

  /** Sends a request; waits while all connections are busy. */
  async ask(request: BodyRequest, signal: AbortSignal): Promise<BodyAnswer> {
    for (;;) {
      while (this.#open >= mostConnections) await this.#waitForOne(signal);
      this.#open++;
      const connection = this.#take();
      try {
        return await connection.ask(request, signal);
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
      } finally {
        this.#give(connection);
      }
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }

  #take(): BodyConnection {
    const oldest = performance.now() - mostIdleMs;
    for (let kept = this.#idle.pop(); kept !== undefined; kept = this.#idle.pop()) {
      if (kept.isOpen && kept.idleSince > oldest) return kept;
      kept.destroy();
    }
    return new BodyConnection(this.#settings);
  }

  #give(connection: BodyConnection): void {
    this.#open--;
    connection.idleSince = performance.now();
    if (connection.isOpen && !this.#isClosed) this.#idle.push(connection);
    else connection.destroy();
    this.#waiting.shift()?.();
  }

  async #waitForOne(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        reject(signal.reason as Error);
      };
      this.#waiting.push(go);
      signal.addEventListener('abort', stop, { once: true });
    });
  }
}
