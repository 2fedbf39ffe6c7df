import type { Batch, CommitReport, JsonValue, Rejection, TaskWriter } from '@sluice/core';
import type { Loader, Session, WriteMode } from './session.ts';
import type { SessionPool } from './session-pool.ts';

/** One task attempt: a loader on a session of its own, given back after the commit. */
export class RelationalTaskWriter implements TaskWriter {
  readonly #loader: Loader;
  readonly #session: Session;
  readonly #pool: SessionPool;
  readonly #mode: WriteMode;
  /** Set when the loader can tell the fate of its commit. */
  readonly commitToken?: () => Promise<JsonValue>;
  #rowsTaken = 0;

  constructor(
    loader: Loader,
    link: { readonly session: Session; readonly pool: SessionPool; readonly mode: WriteMode },
  ) {
    this.#loader = loader;
    this.#session = link.session;
    this.#pool = link.pool;
    this.#mode = link.mode;
    if (loader.commitToken !== undefined) this.commitToken = async () => (await loader.commitToken?.()) ?? null;
  }

  async write(batch: Batch): Promise<readonly Rejection[]> {
    const rejections = await this.#loader.write(batch);
    this.#rowsTaken += batch.rowCount - rejections.length;
    return rejections;
  }

  async commit(): Promise<CommitReport> {
    const rowsWritten = await this.#loader.commit();
    this.#pool.release(this.#session);
    if (this.#mode !== 'ignore') return { rowsWritten };
    return { rowsWritten, rowsSkipped: this.#rowsTaken - rowsWritten };
  }

  async abort(): Promise<void> {
    await this.#loader.abort();
    await this.#pool.discard(this.#session, { cancel: true });
  }
}
