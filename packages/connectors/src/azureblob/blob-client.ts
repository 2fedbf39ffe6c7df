import { createHash, randomBytes } from 'node:crypto';
import type {
  FetchRequest,
  ListRequest,
  ObjectClient,
  ObjectLimits,
  ObjectPage,
  StoredObject,
  Upload,
} from '../families/files/object-store/client.ts';
import { fileErrors } from '../families/files/errors.ts';
import { objectErrors } from '../families/files/object-store/errors.ts';
import type { StoreAnswer, StoreHttp, StoreRequest } from '../families/files/object-store/store-http.ts';
import { elementsOf, textOf } from '../families/files/object-store/xml.ts';

export interface BlobSettings {
  readonly http: StoreHttp;
  readonly root: string;
  readonly host: string;
  /** Address of a blob as the source of a copy, with what allows to read it. */
  readonly sourceUrl: (key: string) => string;
  /** Uploads carry an MD5 sum, which the store compares. */
  readonly hasChecksums: boolean;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
}

type Asked = Pick<StoreRequest, 'method' | 'key' | 'action'> & Partial<StoreRequest>;

/** Tidying up goes on when the run is cancelled, but not for ever. */
const tidyMs = 60_000;
const copyCheckMs = 500;

/** A container of Azure Blob Storage. An upload is a set of blocks that are not committed yet. */
export class BlobClient implements ObjectClient {
  readonly root: string;
  readonly limits: ObjectLimits = { partBytes: 64 * 1024, parts: 50_000, copyBytes: Infinity };
  readonly #settings: BlobSettings;

  constructor(settings: BlobSettings) {
    this.#settings = settings;
    this.root = settings.root;
  }

  async list({ prefix, byFolder, after, limit = 1000, signal }: ListRequest): Promise<ObjectPage> {
    const { text } = await this.#ask({
      method: 'GET',
      key: '',
      query: {
        restype: 'container',
        comp: 'list',
        maxresults: String(limit),
        ...(prefix === '' ? {} : { prefix }),
        ...(byFolder ? { delimiter: '/' } : {}),
        ...(after === undefined ? {} : { marker: after }),
      },
      action: prefix === '' ? 'list objects' : `list objects below "${prefix}"`,
      signal,
    });
    if (!text.includes('<EnumerationResults'))
      throw objectErrors.notAnObjectStore({ action: 'list objects', root: this.root, host: this.#settings.host });
    const next = textOf(text, 'NextMarker') ?? '';
    const blobs = elementsOf(text, 'Blob').filter((entry) => textOf(entry, 'ResourceType') !== 'directory');
    return {
      objects: blobs.map((entry) => ({
        key: nameIn(entry),
        size: Number(textOf(entry, 'Content-Length') ?? 0),
        version: quoted(textOf(entry, 'Etag')),
      })),
      folders: elementsOf(text, 'BlobPrefix').map(nameIn),
      ...(next === '' ? {} : { next }),
    };
  }

  async head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    const answer = await this.#ask({ method: 'HEAD', key, action: `look at "${key}"`, signal }, [404]);
    if (answer.status === 404) return undefined;
    return { key, size: Number(answer.header('content-length') ?? 0), version: quoted(answer.header('etag')) };
  }

  async fetch({ object, start, end, sink, signal }: FetchRequest): Promise<void> {
    const { key, version } = object;
    const headers: Record<string, string> = version === '' ? {} : { 'if-match': version };
    const request = { method: 'GET', key, query: {}, headers, action: `read "${key}"`, signal };
    await this.#settings.http.fetch(request, {
      start,
      end,
      sink,
      check: (header) => {
        const found = quoted(header('etag'));
        if (version !== '' && found !== '' && found !== version) throw fileErrors.changed({ path: key });
      },
    });
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    const headers = { 'x-ms-blob-type': 'BlockBlob', ...this.#checksumOf(body) };
    await this.#ask({ method: 'PUT', key, body, headers, action: `write "${key}"` });
  }

  async copy(from: string, to: string): Promise<void> {
    const action = `write "${to}"`;
    const headers = { 'x-ms-copy-source': this.#settings.sourceUrl(from) };
    let answer = await this.#ask({ method: 'PUT', key: to, headers, action });
    while (answer.header('x-ms-copy-status') === 'pending') {
      await this.#settings.sleep(copyCheckMs);
      answer = await this.#ask({ method: 'HEAD', key: to, action });
    }
    const status = answer.header('x-ms-copy-status');
    if (status !== 'success')
      throw objectErrors.refused({ action, root: this.root, status: `copy ${status ?? 'failed'}`, problem: '' });
  }

  async remove(key: string): Promise<void> {
    await this.#ask({ method: 'DELETE', key, action: `delete "${key}"`, signal: AbortSignal.timeout(tidyMs) }, [404]);
  }

  async startUpload(key: string): Promise<Upload> {
    return { key, id: randomBytes(9).toString('hex') };
  }

  async putPart({ key, id }: Upload, number: number, body: Uint8Array): Promise<string> {
    // Names of blocks have one length within a blob, and are told in Base64.
    const block = Buffer.from(`${id}-${String(number).padStart(5, '0')}`).toString('base64');
    const query = { comp: 'block', blockid: block };
    await this.#ask({ method: 'PUT', key, query, body, headers: this.#checksumOf(body), action: `write "${key}"` });
    return block;
  }

  async completeUpload({ key }: Upload, parts: readonly string[]): Promise<boolean> {
    const list = parts.map((block) => `<Latest>${block}</Latest>`).join('');
    const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${list}</BlockList>`);
    const headers = { 'content-type': 'application/xml', 'x-ms-blob-content-type': 'application/octet-stream' };
    const request = { method: 'PUT', key, query: { comp: 'blocklist' }, body, headers, action: `write "${key}"` };
    const answer = await this.#ask(request, [400]);
    if (answer.status !== 400) return true;
    const code = textOf(answer.text, 'Code') ?? '';
    if (code === 'InvalidBlockList') return false;
    const problem = textOf(answer.text, 'Message') ?? '';
    throw objectErrors.refused({ action: request.action, root: this.root, status: `400 ${code}`, problem });
  }

  /** Blocks that nobody commits go away by themselves, after a week. */
  async abortUpload(): Promise<void> {}

  close(): void {
    this.#settings.http.close();
  }

  #ask(request: Asked, accepted?: readonly number[]): Promise<StoreAnswer> {
    return this.#settings.http.ask({ query: {}, headers: {}, signal: this.#settings.signal, ...request }, accepted);
  }

  #checksumOf(body: Uint8Array): Record<string, string> {
    return this.#settings.hasChecksums ? { 'content-md5': createHash('md5').update(body).digest('base64') } : {};
  }
}

/** Headers have quotes around it, listings have none. */
function quoted(etag: string | undefined): string {
  if (etag === undefined || etag === '') return '';
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

/** Names that XML cannot hold are encoded. */
function nameIn(entry: string): string {
  const name = textOf(entry, 'Name') ?? '';
  return entry.includes('<Name Encoded="true">') ? decodeURIComponent(name) : name;
}
