import type { FtpConnection } from './connection.ts';
import { errors } from './errors.ts';
import { FtpControl } from './ftp-control.ts';
import { download, upload } from './ftp-files.ts';
import { linesOf, machineEntry, parseFacts, plainEntry, targetOf, type ListReader } from './ftp-listing.ts';
import { isDenied, isUnknownCommand, readError, Refusal, writeError } from './ftp-replies.ts';
import { FtpTransfer } from './ftp-transfer.ts';
import type { Entry, Input, Link, Output, Target } from './link.ts';
import { absolutePath } from './remote-path.ts';
import { versionOf } from './version.ts';

/** Files over FTP, with or without TLS. One transfer at a time. */
export class FtpLink implements Link {
  readonly #control: FtpControl;
  readonly #home: string;
  /** The forms of listings that the server may know, best first. */
  #listings: readonly string[];

  static async open(connection: FtpConnection, signal: AbortSignal): Promise<FtpLink> {
    return new FtpLink(await FtpControl.open(connection, signal));
  }

  private constructor(control: FtpControl) {
    this.#control = control;
    this.#home = absolutePath(control.home, control.connection.baseDirectory ?? '');
    this.#listings = [...(control.has('MLST') ? ['MLSD'] : []), 'LIST -a', 'LIST'];
  }

  get isClosed(): boolean {
    return this.#control.isClosed;
  }

  async stat(path: string): Promise<Target | undefined> {
    try {
      return (await this.#describe(path)) ?? (await this.#probe(path));
    } catch (error) {
      if (error instanceof Refusal && !isDenied(error)) return undefined;
      throw readError(path, error);
    }
  }

  async list(folder: string): Promise<readonly Entry[] | undefined> {
    try {
      // Not as a parameter of the listing, where servers take blanks and stars for something else.
      await this.#control.request('CWD', this.#at(folder));
    } catch (error) {
      if (error instanceof Refusal && !isDenied(error)) return undefined;
      throw readError(folder, error);
    }
    try {
      return await this.#list(folder);
    } catch (error) {
      throw readError(folder, error);
    }
  }

  async versionOf(path: string, size: number | undefined): Promise<string> {
    try {
      const { message } = await this.#control.request('MDTM', this.#at(path));
      return versionOf(size, message.slice(4, 18));
    } catch (error) {
      if (error instanceof Refusal) return versionOf(size, undefined);
      throw readError(path, error);
    }
  }

  async openInput(path: string): Promise<Input> {
    const found = await this.stat(path);
    const problem = found === undefined ? 'it does not exist' : found.kind === 'file' ? undefined : 'it is no file';
    if (problem !== undefined) throw readError(path, new Error(problem));
    const line = this.#control.line('RETR', this.#at(path));
    const control = this.#control;
    return {
      size: found?.size,
      version: found?.version ?? '',
      read: (range, signal) => download(control, { path, line, size: found?.size }, range, signal),
      close: async () => {},
    };
  }

  async openOutput(path: string, startAt: number, label: string): Promise<Output> {
    const line = this.#control.line(startAt === 0 ? 'STOR' : 'APPE', this.#at(path));
    try {
      return upload(await FtpTransfer.start(this.#control, line), label);
    } catch (error) {
      throw writeError(label, error);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#move(from, to).catch(async (error: unknown) => {
        const isTaken = error instanceof Refusal && (await this.stat(to))?.kind === 'file';
        if (!isTaken || (await this.stat(from)) === undefined) throw error;
        // Some servers do not replace by renaming.
        await this.#control.request('DELE', this.#at(to));
        await this.#move(from, to);
      });
    } catch (error) {
      throw writeError(to, error);
    }
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#control.request('DELE', this.#at(path));
    } catch (error) {
      const isGone = error instanceof Refusal && (await this.stat(path)) === undefined;
      if (!isGone) throw writeError(path, error);
    }
  }

  async tryRemove(path: string): Promise<void> {
    try {
      await this.#control.request('DELE', this.#at(path));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  async makeFolder(path: string): Promise<void> {
    try {
      await this.#control.request('MKD', this.#at(path));
    } catch (error) {
      if (error instanceof Refusal && (await this.stat(path))?.kind === 'folder') return;
      throw writeError(path, error);
    }
  }

  close(): void {
    this.#control.close();
  }

  #at(path: string): string {
    const absolute = absolutePath(this.#home, path);
    if (!/[\r\n\0]/.test(absolute)) return absolute;
    throw errors.settingInvalid({ setting: 'path', reason: 'it holds a line break or a zero byte' });
  }

  /** `MLST`; undefined when the server has none after all, or when the path is a link. */
  async #describe(path: string): Promise<Target | undefined> {
    if (!this.#control.has('MLST')) return undefined;
    const reply = await this.#control.request('MLST', this.#at(path)).catch((error: unknown) => {
      if (isUnknownCommand(error)) return undefined;
      throw error;
    });
    const facts = parseFacts(reply?.message.split(/\r?\n/)[1]?.trimStart() ?? '');
    return facts === undefined ? undefined : targetOf(facts);
  }

  /** What has a size is a file; where one can go is a folder. */
  async #probe(path: string): Promise<Target | undefined> {
    try {
      const { message } = await this.#control.request('SIZE', this.#at(path));
      const size = Number.parseInt(message.slice(4), 10);
      return { kind: 'file', size, version: await this.versionOf(path, size) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
    await this.#control.request('CWD', this.#at(path));
    return { kind: 'folder', version: '' };
  }

  async #list(folder: string): Promise<readonly Entry[]> {
    for (const [index, command] of this.#listings.entries()) {
      try {
        const entries = await this.#listBy(command, folder);
        this.#listings = [command];
        return entries;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (index < this.#listings.length - 1) continue;
        // An empty folder, in the words of some servers.
        if (/no (such )?files?/i.test(error.message) && !isUnknownCommand(error)) return [];
        throw error;
      }
    }
    return [];
  }

  async #listBy(command: string, folder: string): Promise<readonly Entry[]> {
    const { parseList } = await import('basic-ftp');
    const reader: ListReader = { folder, decode: (wire) => this.#control.names.fromWire(wire), parseList };
    const parse = command === 'MLSD' ? machineEntry : plainEntry;
    const transfer = await FtpTransfer.start(this.#control, command);
    const entries: Entry[] = [];
    try {
      for await (const line of linesOf(transfer.chunks(), folder)) {
        const entry = line.trim() === '' ? undefined : parse(line, reader);
        if (entry !== undefined) entries.push(entry);
      }
      await transfer.confirmed();
      return entries;
    } catch (error) {
      await transfer.cancel();
      throw error;
    }
  }

  async #move(from: string, to: string): Promise<void> {
    await this.#control.request('RNFR', this.#at(from));
    await this.#control.request('RNTO', this.#at(to));
  }
}
