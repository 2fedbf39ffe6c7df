import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { sealedPath, startedPath } from '../families/files/staged-names.ts';
import type { StagedFile } from '../families/files/storage.ts';
import { writeError } from './local-errors.ts';

/** Bytes after which the kernel is asked to start writing to the disk, so that the last sync has little left to do. */
const syncEveryBytes = 64 << 20;

export class LocalStagedFile implements StagedFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #unsynced = 0;
  #syncing: Promise<void> | undefined;
  #isOpen = true;

  private constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  static async create(path: string): Promise<LocalStagedFile> {
    try {
      await rm(sealedPath(path), { force: true });
      return new LocalStagedFile(path, await open(startedPath(path), 'w'));
    } catch (error) {
      throw writeError(path, error);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done);
        done += bytesWritten;
      }
    } catch (error) {
      throw writeError(this.path, error);
    }
    this.#unsynced += bytes.length;
    if (this.#unsynced >= syncEveryBytes && this.#syncing === undefined) this.#startSync();
  }

  async seal(): Promise<void> {
    try {
      await this.#syncing;
      await this.#handle.datasync();
      await this.#close();
      await rename(startedPath(this.path), sealedPath(this.path));
    } catch (error) {
      throw writeError(this.path, error);
    }
  }

  async abort(): Promise<void> {
    await this.#syncing?.catch(() => undefined);
    await this.#close().catch(() => undefined);
    await rm(startedPath(this.path), { force: true }).catch(() => undefined);
    await rm(sealedPath(this.path), { force: true }).catch(() => undefined);
  }

  #startSync(): void {
    this.#unsynced = 0;
    this.#syncing = this.#handle.datasync().finally(() => (this.#syncing = undefined));
    this.#syncing.catch(() => undefined);
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }
}
