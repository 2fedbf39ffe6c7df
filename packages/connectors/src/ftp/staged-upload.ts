import type { Clock } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { StagedFile } from '../families/files/storage.ts';
import type { Output } from './link.ts';
import type { Lease, LeaseHolder, LinkPool } from './link-pool.ts';
import { startedPath, sealedPath } from '../families/files/staged-names.ts';

/** How long the clean-up of a cancelled run may take. */
export const cleanUpMs = 4_000;

export interface UploadPlace {
  readonly pool: LinkPool;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * A hidden file that is being sent. It holds a link while it is sent; when others need one, it lets go and later adds
 * to what is there.
 */
export class StagedUpload implements StagedFile, LeaseHolder {
  readonly path: string;
  readonly #place: UploadPlace;
  #open: { readonly lease: Lease; readonly output: Output } | undefined;
  #written = 0;
  #idleSince: number | undefined;
  /** One of write, yield, seal and abort at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;

  static async create(path: string, place: UploadPlace): Promise<StagedUpload> {
    const upload = new StagedUpload(path, place);
    await place.pool.run(place.signal, async (link) => {
      await link.tryRemove(sealedPath(path));
      // Never into an old file: a lost connection of an earlier attempt may still write to it.
      await link.tryRemove(startedPath(path));
    });
    // So that a folder that takes no file is found out now.
    await upload.#inTurn(() => upload.#resume());
    place.pool.addHolder(upload);
    return upload;
  }

  private constructor(path: string, place: UploadPlace) {
    this.path = path;
    this.#place = place;
  }

  get idleSince(): number | undefined {
    return this.#idleSince;
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      const { output } = await this.#resume();
      await output.write(bytes);
      this.#written += bytes.length;
    });
  }

  async yieldLease(): Promise<void> {
    await this.#inTurn(() => this.#suspend()).catch(() => undefined);
  }

  seal(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#suspend();
      this.#place.pool.removeHolder(this);
      const { pool, signal } = this.#place;
      const from = startedPath(this.path);
      await pool.run(signal, async (link, isRepeated) => {
        const found = await link.stat(from);
        if (found === undefined && isRepeated && (await link.stat(sealedPath(this.path))) !== undefined) return;
        this.#checkSize(found?.size);
        await link.rename(from, sealedPath(this.path));
      });
    });
  }

  async abort(): Promise<void> {
    const { pool } = this.#place;
    pool.removeHolder(this);
    const open = this.#open;
    this.#open = undefined;
    // First the output, which ends a write that is on its way.
    await open?.output.abort();
    await this.#turn;
    open?.lease.release();
    // A cancelled run cleans up all the same, unless the server is gone.
    const signal = AbortSignal.timeout(cleanUpMs);
    const clean = pool.run(signal, async (link) => {
      await link.tryRemove(startedPath(this.path));
      await link.tryRemove(sealedPath(this.path));
    });
    await clean.catch(() => undefined);
  }

  async #resume(): Promise<{ readonly lease: Lease; readonly output: Output }> {
    if (this.#open !== undefined) return this.#open;
    const { pool, signal } = this.#place;
    const lease = await pool.take(signal);
    try {
      const path = startedPath(this.path);
      if (this.#written > 0) this.#checkSize((await lease.link.stat(path))?.size);
      this.#open = { lease, output: await lease.link.openOutput(path, this.#written, this.path) };
      return this.#open;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  async #suspend(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    try {
      await open.output.end();
    } finally {
      open.lease.release();
    }
  }

  /** The server has what was sent; something between us could have cut it. */
  #checkSize(size: number | undefined): void {
    if (size === this.#written) return;
    const problem = `the server has ${size ?? 'none'} of ${this.#written} bytes that were sent`;
    throw fileErrors.unwritable({ path: this.path, problem });
  }

  async #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(async () => {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#idleSince = undefined;
      try {
        return await action();
      } catch (error) {
        this.#failure = { error };
        throw error;
      } finally {
        this.#idleSince = this.#open === undefined ? undefined : this.#place.clock.monotonic();
      }
    });
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}
