import { setTimeout as sleep } from 'node:timers/promises';
import { SluiceError } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { StagedFile } from '../families/files/storage.ts';
import { httpErrors } from '../families/http/errors.ts';
import type { FileUpload } from './data-nodes.ts';
import { sealedPath, startedPath } from '../families/files/staged-names.ts';
import { RemoteException, writeError } from './remote-errors.ts';
import type { WebHdfs } from './webhdfs.ts';

/** How long an abort waits for a data node to close the file, and then for its removal. */
const patienceMs = { closing: 1_500, removing: 3_000 };

/** A file on its way to a data node, in one long request. */
export class HdfsStagedFile implements StagedFile {
  readonly path: string;
  readonly #client: WebHdfs;
  readonly #upload: FileUpload;
  readonly #signal: AbortSignal;
  #size = 0;
  #isOpen = true;

  private constructor(client: WebHdfs, path: string, { upload, signal }: { upload: FileUpload; signal: AbortSignal }) {
    this.#client = client;
    this.path = path;
    this.#upload = upload;
    this.#signal = signal;
  }

  /** @param signal ends the writing when it is aborted. */
  static async create(client: WebHdfs, path: string, signal: AbortSignal): Promise<HdfsStagedFile> {
    try {
      await client.remove(sealedPath(path));
      const upload = await client.create(startedPath(path), signal);
      return new HdfsStagedFile(client, path, { upload, signal });
    } catch (error) {
      throw writeError(path, error);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#upload.write(bytes);
      this.#size += bytes.length;
    } catch (error) {
      throw writeError(this.path, await this.#reasonOf(error));
    }
  }

  async seal(): Promise<void> {
    const { path } = this;
    try {
      this.#isOpen = false;
      await this.#upload.end();
      const status = await this.#client.status(startedPath(path));
      if (status?.size !== this.#size)
        throw fileErrors.unwritable({ path, problem: `${status?.size ?? 0} of ${this.#size} bytes have arrived` });
      if (!(await this.#client.rename(startedPath(path), sealedPath(path)))) throw fileErrors.stagedLost({ path });
    } catch (error) {
      throw writeError(path, await this.#reasonOf(error));
    }
  }

  async abort(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      // A data node that creates the file only now would leave it behind: it may end in peace first.
      await Promise.race([this.#upload.end(), sleep(patienceMs.closing, undefined, { ref: false })]).catch(
        () => undefined,
      );
      this.#upload.destroy();
    }
    const limit = AbortSignal.timeout(patienceMs.removing);
    await this.#client.remove(startedPath(this.path), limit).catch(() => undefined);
    await this.#client.remove(sealedPath(this.path), limit).catch(() => undefined);
  }

  /**
   * A data node that refuses a file in the middle of it (quota, no room) closes at once, and its answer may be lost on
   * the way. It answers surely to a file of one byte.
   */
  async #reasonOf(error: unknown): Promise<unknown> {
    if (!(error instanceof SluiceError) || error.code !== httpErrors.connectionLost.code) return error;
    this.#upload.destroy();
    try {
      const probe = await this.#client.create(startedPath(this.path), this.#signal);
      await probe.write(new Uint8Array(1));
      await probe.end();
      return error;
    } catch (found) {
      return found instanceof RemoteException ? found : error;
    }
  }
}
