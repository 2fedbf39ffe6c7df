import type { ByteRange } from '../families/files/storage.ts';

/**
 * One open connection to a server, whichever protocol it speaks.
 *
 * Errors are `SluiceError`s: what is wrong with a path is an error of the file family with that path, a broken
 * connection is `FTP_CONNECTION_LOST`, after which `isClosed` is true.
 */
export interface Link {
  readonly isClosed: boolean;
  /** What a path leads to, links followed. Undefined when there is nothing, as far as the server tells. */
  stat(path: string): Promise<Target | undefined>;
  /** What lies in a folder, without `.` and `..`; undefined when there is no such folder. */
  list(folder: string): Promise<readonly Entry[] | undefined>;
  /** The version of a listed file, where the listing had none. */
  versionOf(path: string, size: number | undefined): Promise<string>;
  openInput(path: string): Promise<Input>;
  /** Writes a new file, or adds to one of `startAt` bytes. `label` is its path in errors. */
  openOutput(path: string, startAt: number, label: string): Promise<Output>;
  /** Replaces what is at `to`. */
  rename(from: string, to: string): Promise<void>;
  /** No error when there is nothing. */
  remove(path: string): Promise<void>;
  /** Like `remove`, but quick: a refusal of the server counts as gone. */
  tryRemove(path: string): Promise<void>;
  /** One folder; its parent exists. No error when it is there already. */
  makeFolder(path: string): Promise<void>;
  close(): void;
}

export interface Target {
  readonly kind: 'file' | 'folder' | 'other';
  readonly size?: number;
  /** Changes when the content does. */
  readonly version: string;
  /** The same for all paths of one folder, where the server tells. */
  readonly identity?: string;
}

export interface Entry {
  readonly name: string;
  /** `link`: a symbolic link, to be followed by `stat`. */
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly size?: number;
  /** Absent when the listing does not tell. */
  readonly version?: string;
  /** The same for all names of one folder, where the server tells. */
  readonly identity?: string;
}

/** A file open for reading. */
export interface Input {
  readonly size: number | undefined;
  readonly version: string;
  /** Ends early when the file does. Once per input. A chunk is valid until the next one is asked for. */
  read(range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Never throws. */
  close(): Promise<void>;
}

/** A file open for writing. */
export interface Output {
  /** Resolves when `bytes` may be reused. */
  write(bytes: Uint8Array): Promise<void>;
  /** The server has everything, as far as it tells. */
  end(): Promise<void>;
  /** Gives up. Never throws. */
  abort(): Promise<void>;
}
