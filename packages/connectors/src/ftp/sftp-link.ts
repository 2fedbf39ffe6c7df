import type { FileEntryWithStats, Stats } from 'ssh2';
import { fileErrors } from '../families/files/errors.ts';
import type { FtpConnection } from './connection.ts';
import { checkedName } from './listed-name.ts';
import type { Entry, Input, Link, Output, Target } from './link.ts';
import { absolutePath, folderOf } from './remote-path.ts';
import { isFailure, isMissing, isUnsupported, readError, writeError } from './sftp-errors.ts';
import { SftpInput } from './sftp-input.ts';
import { SftpOutput } from './sftp-output.ts';
import { openSession, type SftpSession } from './sftp-session.ts';
import { versionOf } from './version.ts';

/** Less room than this is none. */
const fullBytes = 64 * 1024;

/** Files over SSH. */
export class SftpLink implements Link {
  readonly #session: SftpSession;
  readonly #home: string;

  static async open(connection: FtpConnection, signal: AbortSignal): Promise<SftpLink> {
    const session = await openSession(connection, signal);
    try {
      const login = await session.call<string>((sftp, done) => sftp.realpath('.', done));
      return new SftpLink(session, absolutePath(login, connection.baseDirectory ?? ''));
    } catch (error) {
      session.close();
      throw readError('.', error);
    }
  }

  private constructor(session: SftpSession, home: string) {
    this.#session = session;
    this.#home = home;
  }

  get isClosed(): boolean {
    return this.#session.isClosed;
  }

  async stat(path: string): Promise<Target | undefined> {
    try {
      const found = await this.#session.call<Stats>((sftp, done) => sftp.stat(this.#at(path), done));
      const kind = found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
      return { kind, size: found.size, version: versionOf(found.size, found.mtime) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw readError(path, error);
    }
  }

  async list(folder: string): Promise<readonly Entry[] | undefined> {
    try {
      const listed = await this.#session.call<FileEntryWithStats[]>((sftp, done) =>
        sftp.readdir(this.#at(folder), done),
      );
      return listed
        .filter(({ filename }) => filename !== '.' && filename !== '..')
        .map((entry) => entryOf(entry, folder));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw readError(folder, error);
    }
  }

  async versionOf(path: string, size: number | undefined): Promise<string> {
    return (await this.stat(path))?.version ?? versionOf(size, undefined);
  }

  async openInput(path: string): Promise<Input> {
    try {
      return await SftpInput.open(this.#session, path, this.#at(path));
    } catch (error) {
      throw readError(path, error);
    }
  }

  async openOutput(path: string, startAt: number, label: string): Promise<Output> {
    const at = this.#at(path);
    const translate = (error: unknown): Promise<Error> => this.#writeError(label, error);
    try {
      // A new file must be new: nobody else's, and no link to elsewhere.
      const flags = startAt === 0 ? 'wx' : 'r+';
      const handle = await this.#session.call<Buffer>((sftp, done) => sftp.open(at, flags, done));
      return new SftpOutput(this.#session, handle, { startAt, translate });
    } catch (error) {
      throw await translate(error);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#replace(this.#at(from), this.#at(to));
    } catch (error) {
      throw await this.#writeError(to, error);
    }
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#session.call((sftp, done) => sftp.unlink(this.#at(path), done as never));
    } catch (error) {
      if (!isMissing(error)) throw writeError(path, error);
    }
  }

  tryRemove(path: string): Promise<void> {
    return this.remove(path).catch((error: unknown) => {
      if (this.isClosed) throw error;
    });
  }

  async makeFolder(path: string): Promise<void> {
    try {
      await this.#session.call((sftp, done) => sftp.mkdir(this.#at(path), done as never));
    } catch (error) {
      if (isFailure(error) && (await this.stat(path))?.kind === 'folder') return;
      throw await this.#writeError(path, error);
    }
  }

  close(): void {
    this.#session.close();
  }

  #at(path: string): string {
    return absolutePath(this.#home, path);
  }

  /** The protocol's own rename refuses to replace; servers have better ones under other names. */
  async #replace(from: string, to: string): Promise<void> {
    const session = this.#session;
    try {
      await session.call((sftp, done) => sftp.ext_openssh_rename(from, to, done as never));
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      const rename = (): Promise<void> => session.call((sftp, done) => sftp.rename(from, to, done as never));
      await rename().catch(async (refusal: unknown) => {
        if (!isFailure(refusal) || (await this.stat(to)) === undefined) throw refusal;
        await this.remove(to);
        await rename();
      });
    }
  }

  /** A full disk has no code of its own: the server is asked how much room is left. */
  async #writeError(path: string, error: unknown): Promise<Error> {
    if (isFailure(error) && (await this.#freeBytes(path)) < fullBytes) return fileErrors.diskFull({ path }, error);
    return writeError(path, error);
  }

  async #freeBytes(path: string): Promise<number> {
    try {
      const folder = folderOf(this.#at(path));
      const room = await this.#session.call<Room>((sftp, done) => sftp.ext_openssh_statvfs(folder, done));
      return Number(room.f_bavail) * Number(room.f_frsize);
    } catch {
      return Infinity;
    }
  }
}

interface Room {
  readonly f_bavail: number;
  readonly f_frsize: number;
}

const kindMask = 0o170000;
const kinds: Readonly<Record<number, Entry['kind']>> = { 0o100000: 'file', 0o040000: 'folder', 0o120000: 'link' };

function entryOf({ filename, attrs }: FileEntryWithStats, folder: string): Entry {
  const name = checkedName(filename, folder);
  // Without a mode nobody knows what it is; a link is looked at more closely.
  const kind = attrs.mode === undefined ? 'link' : (kinds[attrs.mode & kindMask] ?? 'other');
  return { name, kind, size: attrs.size, version: versionOf(attrs.size, attrs.mtime) };
}
