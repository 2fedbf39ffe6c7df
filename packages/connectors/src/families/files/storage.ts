/**
 * Where files lie: local folders, FTP servers, object stores. A storage knows paths and bytes, nothing of formats.
 *
 * Paths are texts in the storage's own notation with `/` between folders. A file being written is invisible until it
 * is published, so that a killed run leaves nothing that looks finished: a local storage writes hidden files and
 * renames them, an object store keeps multipart uploads open.
 */
export interface Storage {
  /** One nameless stream instead of files: nothing to list, to keep or to replace. */
  readonly isStream: boolean;
  /**
   * Reads of different files that may be under way at once in one task, for storages far away, where most of a small
   * read is waiting. Absent: files are near, and one read after the other is as fast.
   */
  readonly parallelReads?: number;
  /**
   * Files that a pattern stands for, sorted by path: a file, all files below a folder, or what the wildcards match.
   * Empty when nothing matches; throws `FILES_UNREADABLE` when a folder cannot be listed.
   *
   * @param passOver is told of links that match and are not followed.
   */
  find(pattern: string, signal: AbortSignal, passOver?: PassOver): Promise<readonly StoredFile[]>;
  /** Undefined when it does not exist. */
  stat(path: string): Promise<StoredFile | undefined>;
  /**
   * Bytes of a file from `start` up to `end`. A chunk is valid until the next one is asked for. Throws
   * `FILES_CHANGED` when the file is no longer the one that was listed.
   */
  read(file: StoredFile, range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Path of `name` inside `folder`. */
  join(folder: string, name: string): string;
  /** Makes ready to write into a folder: creates it, throws `FILES_UNWRITABLE` when it cannot be written. */
  prepareFolder(folder: string): Promise<void>;
  /** Visible files directly in a folder whose names start with `prefix`, sorted. Empty when there is no folder. */
  list(folder: string, prefix: string): Promise<readonly StoredFile[]>;
  /**
   * Starts a file that stays invisible. A started or sealed file of the same path is replaced.
   *
   * @param as where it will be published, if that is known: some storages begin it there. Default: `path`.
   */
  create(path: string, as?: string): Promise<StagedFile>;
  /** Sealed, unpublished files in a folder, by the path they are meant for, sorted; `prefix` as in `list`. */
  sealed(folder: string, prefix: string): Promise<readonly StoredFile[]>;
  /** Makes a sealed file visible under its path or another one in a folder made ready, replacing what is there. */
  publish(path: string, as?: string): Promise<void>;
  /** Joins sealed files, in order, to a sealed file for `path`, which exists only when it is complete. */
  concatenate(parts: readonly StoredFile[], path: string): Promise<void>;
  /** Removes a visible file; no error when it is gone. */
  remove(path: string): Promise<void>;
  /** Removes what is started or sealed in a folder by names starting with `prefix`. `sealed: false` keeps sealed files. */
  discard(folder: string, prefix: string, which: { readonly sealed: boolean }): Promise<void>;
  /** Ends its connections. Absent: it has none. Twice is harmless. */
  close?(): Promise<void>;
}

export type PassOver = (path: string) => void;

/** Plain JSON: travels in splits. */
export interface StoredFile {
  readonly path: string;
  /** Undefined for streams. */
  readonly size?: number;
  /** Changes when the content does: a modification time, an ETag. */
  readonly version: string;
}

export interface ByteRange {
  readonly start: number;
  /** Exclusive; absent: to the end. */
  readonly end?: number;
}

/** A file being written. */
export interface StagedFile {
  readonly path: string;
  /** Resolves when `bytes` may be reused. */
  write(bytes: Uint8Array): Promise<void>;
  /** Everything is durable; the file waits for `publish`. */
  seal(): Promise<void>;
  /** Removes it. Never throws. */
  abort(): Promise<void>;
}

/** Bytes of a whole file. */
export const wholeFile: ByteRange = { start: 0 };

/** Sorts files by path. */
export function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : Number(left.path > right.path);
}
