import { randomUUID } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileErrors } from '../errors.ts';

export interface TemporaryPlace {
  /** Default: that of the system. */
  readonly folder?: string | undefined;
  /** What is kept there and of which file, for errors. */
  readonly label: string;
}

/** Bytes that do not fit into memory, in a file without a name. Made when the first ones are written. */
export class TemporaryFile {
  readonly #place: TemporaryPlace;
  #file: number | undefined;

  constructor(place: TemporaryPlace) {
    this.#place = place;
  }

  /** Throws `FILES_DISK_FULL` and `FILES_UNWRITABLE`. */
  write(bytes: Uint8Array, position: number): void {
    try {
      this.#file ??= create(this.#place.folder ?? tmpdir());
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.#file, bytes, done, bytes.length - done, position + done);
    } catch (error) {
      const path = `temporary file for ${this.#place.label}`;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC') throw fileErrors.diskFull({ path }, error);
      throw fileErrors.unwritable({ path, problem: message }, error);
    }
  }

  /** Fills `into`, or as much of it as was written there. */
  read(into: Uint8Array, position: number): void {
    if (this.#file === undefined) return;
    for (let done = 0; done < into.length;) {
      const count = readSync(this.#file, into, done, into.length - done, position + done);
      if (count === 0) return;
      done += count;
    }
  }

  /** Twice is harmless. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** Nothing is left of it, however the process ends. Where an open file keeps its name, it goes with the folder. */
function create(folder: string): number {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `sluice-${randomUUID()}`);
  const file = openSync(path, 'wx+', 0o600);
  rmSync(path, { force: true });
  return file;
}
