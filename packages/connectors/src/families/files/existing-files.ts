import { fileErrors } from './errors.ts';
import type { FileWriterOptions } from './fields.ts';
import { existingPrefix, runPrefix, type OutputNames } from './output-names.ts';
import type { Storage, StoredFile } from './storage.ts';

/** Visible files that the write mode of a run is about. */
export class ExistingFiles {
  readonly #storage: Storage;
  readonly #options: FileWriterOptions;
  readonly #names: OutputNames;

  constructor(storage: Storage, options: FileWriterOptions, names: OutputNames) {
    this.#storage = storage;
    this.#options = options;
    this.#names = names;
  }

  /** Those in the target's folder, and with partitions in all below, as nobody knows yet which of them get rows. */
  async all(signal: AbortSignal): Promise<readonly StoredFile[]> {
    const { path, partitionColumns } = this.#options;
    if (partitionColumns.length === 0) return this.#in(path);
    const literal = path.replaceAll(/[*?[{\\]/g, String.raw`\$&`);
    const found = await this.#storage.find(this.#storage.join(literal, '**'), signal);
    return found.filter((file) => nameOf(file.path).startsWith(this.#prefix));
  }

  /** Those in the folders of the files at `paths`, which are written. */
  async beside(paths: Iterable<string>): Promise<readonly StoredFile[]> {
    if (this.#options.partitionColumns.length === 0) return this.#in(this.#options.path);
    const found: StoredFile[] = [];
    for (const folder of foldersOf(paths)) found.push(...(await this.#in(folder)));
    return found;
  }

  /** The write mode stops the run when there is such a file: nothing can be added to a single one either. */
  get areConflicts(): boolean {
    const { writeMode, singleFileOutput } = this.#options;
    return writeMode === 'nonConflict' || writeMode === 'error' || (writeMode === 'append' && singleFileOutput);
  }

  /** Throws `FILES_FOLDER_TAKEN`, `FILES_NAME_TAKEN` and `FILES_COPY_TAKEN`, as the write mode wants it. */
  async refuseConflict(signal: AbortSignal): Promise<void> {
    const { writeMode, path } = this.#options;
    if (!this.areConflicts) return;
    const found = (await this.all(signal)).find((file) => !this.isOfRun(file))?.path;
    if (found === undefined) return;
    if (writeMode === 'append') throw fileErrors.copyTaken({ path: found, writeMode });
    if (writeMode === 'error') throw fileErrors.folderTaken({ folder: path, found });
    throw fileErrors.nameTaken({ prefix: existingPrefix(this.#names), found });
  }

  isOfRun({ path }: StoredFile): boolean {
    return nameOf(path).startsWith(runPrefix(this.#names));
  }

  get #prefix(): string {
    const { writeMode, singleFileOutput } = this.#options;
    return writeMode === 'error' && !singleFileOutput ? '' : existingPrefix(this.#names);
  }

  async #in(folder: string): Promise<readonly StoredFile[]> {
    const { fileName, singleFileOutput } = this.#options;
    const found = await this.#storage.list(folder, this.#prefix);
    return singleFileOutput ? found.filter((file) => file.path === this.#storage.join(folder, fileName)) : found;
  }
}

export function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  return new Set([...paths].map((path) => path.slice(0, path.lastIndexOf('/'))));
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The first few paths, and how many more. */
export function namesOf(files: readonly StoredFile[]): string {
  const shown = files.slice(0, 5).map((file) => file.path);
  if (files.length > shown.length) shown.push(`and ${files.length - shown.length} more`);
  return shown.join(', ');
}
