import type { HttpResponse } from '../families/http/response.ts';
import type { FileUpload } from './data-nodes.ts';
import { parseListing, parseStatus, type FileStatus } from './file-status.ts';
import type { HdfsLink } from './link.ts';
import { RemoteException } from './remote-errors.ts';

/** Paths of parts in one request to join them, which has to fit into a URL. */
const partsPerRequest = 50;

/**
 * Operations of WebHDFS on absolute paths. Throws `RemoteException` for what Hadoop refuses, and errors of ours for
 * everything else. Without a signal an operation is limited by its time-outs alone, so that cleaning up works after
 * a run was cancelled.
 */
export class WebHdfs {
  readonly #link: HdfsLink;
  #hasPages = true;

  constructor(link: HdfsLink) {
    this.#link = link;
  }

  /** Undefined when there is nothing of this path. */
  async status(path: string, signal?: AbortSignal): Promise<FileStatus | undefined> {
    try {
      return parseStatus(await this.#link.json({ method: 'GET', operation: 'GETFILESTATUS', path, signal }));
    } catch (error) {
      if (error instanceof RemoteException && error.isMissing) return undefined;
      throw error;
    }
  }

  /** What is in a folder, page by page, in the order of names. */
  async *list(path: string, signal?: AbortSignal): AsyncGenerator<readonly FileStatus[]> {
    let after: string | undefined;
    while (this.#hasPages) {
      const page = await this.#page(path, after, signal);
      if (page === undefined) break;
      yield page.entries;
      after = page.entries.at(-1)?.name;
      if (page.remaining === 0 || after === undefined) return;
    }
    yield parseListing(await this.#link.json({ method: 'GET', operation: 'LISTSTATUS', path, signal })).entries;
  }

  /** The bytes of a range as the body of the answer. */
  async open(
    path: string,
    range: { readonly offset: number; readonly length: number },
    signal: AbortSignal,
  ): Promise<HttpResponse> {
    const parameters = { offset: String(range.offset), length: String(range.length) };
    const answer = await this.#link.ask({ method: 'GET', operation: 'OPEN', path, parameters, signal });
    return this.#link.dataNodes.fetch(answer, signal);
  }

  /** Starts a file, replacing one of this path. Folders above are made. */
  async create(path: string, signal: AbortSignal): Promise<FileUpload> {
    const parameters = { overwrite: 'true' };
    const answer = await this.#link.ask({ method: 'PUT', operation: 'CREATE', path, parameters, signal });
    return this.#link.dataNodes.upload(answer, signal);
  }

  async makeFolder(path: string): Promise<void> {
    await this.#link.json({ method: 'PUT', operation: 'MKDIRS', path });
  }

  /** No error when it is gone. */
  async remove(path: string, signal?: AbortSignal): Promise<void> {
    await this.#link.json({ method: 'DELETE', operation: 'DELETE', path, parameters: { recursive: 'false' }, signal });
  }

  /** @param access as `rwx`, with `-` for what is not asked. Servers that cannot tell let everything pass. */
  async checkAccess(path: string, access: string): Promise<void> {
    try {
      const parameters = { fsaction: access };
      (await this.#link.ask({ method: 'GET', operation: 'CHECKACCESS', path, parameters })).discard();
    } catch (error) {
      if (!(error instanceof RemoteException && error.isUnknownOperation)) throw error;
    }
  }

  /** Renames, replacing a file of the new name. False when there is nothing of the old name. */
  async rename(from: string, to: string): Promise<boolean> {
    const source = await this.status(from);
    if (source === undefined) return false;
    try {
      if (await this.#rename(from, to)) return true;
      await this.remove(to);
      if (await this.#rename(from, to)) return true;
    } catch (error) {
      // The answer may be lost although the file has its new name.
      if (await this.#isMoved(source, from, to)) return true;
      throw error;
    }
    throw new RemoteException('IOException', 'the server does not rename it', 200);
  }

  /** Moves the blocks of the other files, which vanish, to the end of the first one. Same folder, none empty. */
  async concatenate(first: string, others: readonly string[]): Promise<void> {
    for (let at = 0; at < others.length; at += partsPerRequest) {
      const parameters = { sources: others.slice(at, at + partsPerRequest).join(',') };
      const call = { method: 'POST', operation: 'CONCAT', path: first, parameters, isRepeatable: false } as const;
      (await this.#link.ask(call)).discard();
    }
  }

  close(): void {
    this.#link.close();
  }

  /** Undefined when the server knows no pages. */
  async #page(
    path: string,
    after: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<ReturnType<typeof parseListing> | undefined> {
    const parameters: Record<string, string> = after === undefined ? {} : { startAfter: after };
    try {
      const call = { method: 'GET', operation: 'LISTSTATUS_BATCH', path, parameters, signal } as const;
      return parseListing(await this.#link.json(call));
    } catch (error) {
      if (!(error instanceof RemoteException && error.isUnknownOperation)) throw error;
      this.#hasPages = false;
      return undefined;
    }
  }

  /** Name nodes replace in one step and answer nothing; HttpFS does not know the option and answers false. */
  async #rename(from: string, to: string): Promise<boolean> {
    const parameters = { destination: to, renameoptions: 'OVERWRITE' };
    const call = { method: 'PUT', operation: 'RENAME', path: from, parameters, isRepeatable: false } as const;
    const answer = (await this.#link.json(call)) as { readonly boolean?: boolean } | undefined;
    return answer?.boolean !== false;
  }

  async #isMoved(source: FileStatus, from: string, to: string): Promise<boolean> {
    const [old, renamed] = await Promise.all([this.status(from), this.status(to)]).catch(() => [source, undefined]);
    return old === undefined && renamed?.size === source.size && renamed.modified === source.modified;
  }
}
