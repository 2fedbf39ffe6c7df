import { randomBytes } from 'node:crypto';
import type { ConnectorContext } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import { byPath, type ByteRange, type StagedFile, type Storage, type StoredFile } from '../families/files/storage.ts';
import { addressOf, type FtpConnection } from './connection.ts';
import { errors } from './errors.ts';
import type { Entry } from './link.ts';
import { LinkPool } from './link-pool.ts';
import { openLink, parallelReads, usersPerLink } from './protocols.ts';
import { findFiles, storedFile } from './remote-find.ts';
import { folderOf, joinPath } from './remote-path.ts';
import { readFile } from './remote-read.ts';
import { ownKeyFile, usesOwnKey } from './setting-files.ts';
import { isStaged, sealedPath, stagedSuffixes, startedPath, unsealedName } from '../families/files/staged-names.ts';
import { cleanUpMs, StagedUpload } from './staged-upload.ts';

/** Folders that DataX goes down at most. */
export const usualTraversalLevel = 100;

/** Files of an FTP, FTPS or SFTP server. Connections are made on first use and closed by `close`. */
export class RemoteStorage implements Storage {
  readonly isStream = false;
  readonly parallelReads: number;
  readonly #context: ConnectorContext;
  readonly #pool: LinkPool;
  readonly #maxTraversalLevel: number;

  constructor(connection: FtpConnection, context: ConnectorContext, maxTraversalLevel = usualTraversalLevel) {
    this.#context = context;
    if (context.access !== undefined && usesOwnKey(connection)) context.access.file(ownKeyFile());
    this.#maxTraversalLevel = maxTraversalLevel;
    this.parallelReads = parallelReads(connection);
    this.#pool = new LinkPool({
      open: (signal) => openLink(connection, signal),
      maxLinks: connection.maxConnections,
      usersPerLink: usersPerLink(connection),
      clock: context.clock,
      host: addressOf(connection).label,
    });
  }

  find(pattern: string, signal: AbortSignal): Promise<readonly StoredFile[]> {
    return findFiles(pattern, { pool: this.#pool, maxTraversalLevel: this.#maxTraversalLevel, signal });
  }

  async stat(path: string): Promise<StoredFile | undefined> {
    const found = await this.#pool.run(this.#signal, (link) => link.stat(path));
    return found?.kind === 'file' ? storedFile(path, found) : undefined;
  }

  read(file: StoredFile, range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const { clock, log } = this.#context;
    return readFile(file, range, { pool: this.#pool, clock, log }, signal);
  }

  join(folder: string, name: string): string {
    return joinPath(folder, name);
  }

  async prepareFolder(folder: string): Promise<void> {
    await this.#makeFolders(folder);
    await this.#tryFolder(folder);
  }

  async list(folder: string, prefix: string): Promise<readonly StoredFile[]> {
    const entries = await this.#entries(folder, (name) => !name.startsWith('.') && name.startsWith(prefix));
    return entries.map((entry) => storedEntry(folder, entry)).toSorted(byPath);
  }

  create(path: string): Promise<StagedFile> {
    return StagedUpload.create(path, { pool: this.#pool, clock: this.#context.clock, signal: this.#signal });
  }

  async sealed(folder: string, prefix: string): Promise<readonly StoredFile[]> {
    const entries = await this.#entries(folder, (name) => isStaged(name, prefix, [stagedSuffixes.sealed]));
    return entries.map((entry) => storedEntry(folder, { ...entry, name: unsealedName(entry.name) })).toSorted(byPath);
  }

  publish(path: string, as = path): Promise<void> {
    return this.#rename(path, as);
  }

  /** Through this machine: servers cannot join files. One part alone only gets its name. */
  async concatenate(parts: readonly StoredFile[], path: string): Promise<void> {
    const [first] = parts;
    if (first === undefined) return;
    if (parts.length === 1) return this.#rename(first.path, sealedPath(path));
    await this.#pool.needTwo(this.#signal);
    const target = await this.create(path);
    try {
      for (const part of parts) await this.#append(target, part);
      await target.seal();
    } catch (error) {
      await target.abort();
      throw error;
    }
    for (const part of parts) await this.remove(sealedPath(part.path));
  }

  remove(path: string): Promise<void> {
    return this.#pool.run(this.#signal, (link) => link.remove(path));
  }

  async discard(folder: string, prefix: string, which: { readonly sealed: boolean }): Promise<void> {
    const suffixes = which.sealed ? [stagedSuffixes.started, stagedSuffixes.sealed] : [stagedSuffixes.started];
    // A cancelled run cleans up all the same, unless the server is gone.
    const signal = this.#signal.aborted ? AbortSignal.timeout(cleanUpMs) : this.#signal;
    const staged = await this.#entries(folder, (name) => isStaged(name, prefix, suffixes), signal);
    for (const { name } of staged) await this.#pool.run(signal, (link) => link.remove(joinPath(folder, name)));
  }

  /** Names in one folder, for people who look around. */
  look(folder: string): Promise<readonly Entry[] | undefined> {
    return this.#pool.run(this.#signal, (link) => link.list(folder));
  }

  /** Closes all connections. Twice is harmless. */
  async close(): Promise<void> {
    this.#pool.close();
  }

  get #signal(): AbortSignal {
    return this.#context.signal;
  }

  /** Gives a sealed file its next name. */
  #rename(path: string, to: string): Promise<void> {
    return this.#pool.run(this.#signal, async (link, isRepeated) => {
      const from = sealedPath(path);
      const isThere = (await link.stat(from)) !== undefined;
      // The answer to the first try was lost on the way.
      if (!isThere && isRepeated && (await link.stat(to)) !== undefined) return;
      if (!isThere) throw fileErrors.stagedLost({ path });
      await link.rename(from, to);
    });
  }

  async #entries(
    folder: string,
    accepts: (name: string) => boolean,
    signal: AbortSignal = this.#signal,
  ): Promise<readonly Entry[]> {
    const entries = await this.#pool.run(signal, (link) => link.list(folder));
    return (entries ?? []).filter(({ kind, name }) => kind === 'file' && accepts(name));
  }

  async #makeFolders(folder: string): Promise<void> {
    const found = folder === '' ? 'folder' : (await this.#pool.run(this.#signal, (link) => link.stat(folder)))?.kind;
    if (found === 'folder') return;
    if (found !== undefined) throw fileErrors.unwritable({ path: folder, problem: 'it is no folder' });
    const above = folderOf(folder);
    if (above !== folder) await this.#makeFolders(above);
    await this.#pool.run(this.#signal, (link) => link.makeFolder(folder));
  }

  /** Only by trying it shows whether files can be made there, and whether hidden ones are found again. */
  async #tryFolder(folder: string): Promise<void> {
    const name = `sluice-trial-${randomBytes(4).toString('hex')}`;
    const path = startedPath(joinPath(folder, name));
    await this.#pool.run(this.#signal, async (link) => {
      const output = await link.openOutput(path, 0, folder);
      await output.end();
      const entries = await link.list(folder);
      await link.remove(path);
      const isSeen = entries?.some((entry) => isStaged(entry.name, name, [stagedSuffixes.started])) === true;
      if (!isSeen) throw errors.hiddenFilesUnseen({ folder });
    });
  }

  async #append(target: StagedFile, part: StoredFile): Promise<void> {
    const source = await this.stat(sealedPath(part.path));
    if (source === undefined) throw fileErrors.stagedLost({ path: part.path });
    for await (const chunk of this.read(source, { start: 0 }, this.#signal)) await target.write(chunk);
  }
}

function storedEntry(folder: string, entry: Entry): StoredFile {
  return storedFile(joinPath(folder, entry.name), { ...entry, version: entry.version ?? '' });
}
