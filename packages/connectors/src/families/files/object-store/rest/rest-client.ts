import type {
  FetchRequest,
  ListRequest,
  ObjectClient,
  ObjectLimits,
  ObjectPage,
  ObjectRange,
  StoredObject,
  Upload,
} from '../client.ts';
import { fileErrors } from '../../errors.ts';
import { objectErrors } from '../errors.ts';
import { encodePath } from '../signing.ts';
import type { StoreAnswer, StoreHttp, StoreRequest } from '../store-http.ts';
import { elementsOf, escapeXml, textOf } from '../xml.ts';

/** Where S3 and the stores that speak in its manner differ. */
export interface RestManner {
  readonly http: StoreHttp;
  readonly root: string;
  readonly host: string;
  readonly bucket: string;
  /** Of headers that are not of HTTP: `x-amz-`, `x-oss-`. */
  readonly headerPrefix: string;
  readonly limits: ObjectLimits;
  /** How a listing goes on: by a token (`list-type=2`) or behind the last key (`marker`). */
  readonly paging: 'token' | 'marker';
  /** For new objects: encryption, class. */
  readonly objectHeaders: Readonly<Record<string, string>>;
  /** Undefined: uploads carry none. */
  readonly checksum: Checksum | undefined;
  readonly signal: AbortSignal;
}

/** What the store compares an uploaded body with. */
export interface Checksum {
  readonly header: string;
  of(body: Uint8Array): string;
  /** The start of an upload announces it, and its end repeats the ones of the parts in this element. */
  readonly upload?: { readonly headers: Readonly<Record<string, string>>; readonly element: string };
}

/** Tidying up goes on when the run is cancelled, but not for ever. */
const tidyMs = 60_000;

type Asked = Pick<StoreRequest, 'method' | 'key' | 'action'> & Partial<StoreRequest>;

/** Buckets over the REST interface of S3 and of stores in its manner. */
export class RestObjectClient implements ObjectClient {
  readonly root: string;
  readonly limits: ObjectLimits;
  readonly #manner: RestManner;

  constructor(manner: RestManner) {
    this.#manner = manner;
    this.root = manner.root;
    this.limits = manner.limits;
  }

  async list({ prefix, byFolder, after, limit = 1000, signal }: ListRequest): Promise<ObjectPage> {
    const { paging } = this.#manner;
    const cursor = paging === 'token' ? 'continuation-token' : 'marker';
    const { text } = await this.#ask({
      method: 'GET',
      key: '',
      query: {
        'encoding-type': 'url',
        'max-keys': String(limit),
        prefix,
        ...(paging === 'token' ? { 'list-type': '2' } : {}),
        ...(byFolder ? { delimiter: '/' } : {}),
        ...(after === undefined ? {} : { [cursor]: after }),
      },
      action: prefix === '' ? 'list objects' : `list objects below "${prefix}"`,
      signal,
    });
    if (!text.includes('<ListBucketResult'))
      throw objectErrors.notAnObjectStore({ action: 'list objects', root: this.root, host: this.#manner.host });
    return readPage(text, paging);
  }

  async head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    const action = `look at "${key}"`;
    const answer = await this.#ask({ method: 'HEAD', key, action, signal }, [301, 307, 400, 403, 404]);
    if (answer.status === 404) return undefined;
    if (answer.status >= 300) await this.#askWhy(key, action, signal);
    return { key, size: Number(answer.header('content-length') ?? 0), version: answer.header('etag') ?? '' };
  }

  async fetch({ object, start, end, sink, signal }: FetchRequest): Promise<void> {
    const { key, version } = object;
    const headers: Record<string, string> = version === '' ? {} : { 'if-match': version };
    const request = { method: 'GET', key, query: {}, headers, action: `read "${key}"`, signal };
    await this.#manner.http.fetch(request, {
      start,
      end,
      sink,
      check: (header) => {
        const found = header('etag');
        if (version !== '' && found !== undefined && found !== version) throw fileErrors.changed({ path: key });
      },
    });
  }

  async put(key: string, body: Uint8Array): Promise<void> {
    const headers = { ...this.#manner.objectHeaders, ...this.#checksumOf(body) };
    await this.#ask({ method: 'PUT', key, body, headers, action: `write "${key}"` });
  }

  async copy(from: string, to: string): Promise<void> {
    const headers = { ...this.#manner.objectHeaders, ...this.#copySource(from) };
    await this.#ask({ method: 'PUT', key: to, headers, action: `write "${to}"` });
  }

  async remove(key: string): Promise<void> {
    await this.#ask({ method: 'DELETE', key, action: `delete "${key}"`, signal: AbortSignal.timeout(tidyMs) }, [404]);
  }

  async startUpload(key: string, isJoined: boolean): Promise<Upload> {
    // What stores make of the checksums of copied parts differs; the parts of such an upload carry none.
    const announced = isJoined ? {} : this.#manner.checksum?.upload?.headers;
    const headers = { ...this.#manner.objectHeaders, ...announced };
    const action = `write "${key}"`;
    const { text } = await this.#ask({ method: 'POST', key, query: { uploads: undefined }, headers, action });
    const id = textOf(text, 'UploadId');
    if (id === undefined || id === '')
      throw objectErrors.notAnObjectStore({ action, root: this.root, host: this.#manner.host });
    return { key, id, isJoined };
  }

  async putPart({ key, id, isJoined }: Upload, number: number, body: Uint8Array): Promise<string> {
    const query = { partNumber: String(number), uploadId: id };
    const headers = isJoined === true ? {} : this.#checksumOf(body);
    const answer = await this.#ask({ method: 'PUT', key, query, body, headers, action: `write "${key}"` });
    return `${answer.header('etag') ?? ''} ${Object.values(headers)[0] ?? ''}`.trim();
  }

  async copyPart({ key, id }: Upload, number: number, from: ObjectRange): Promise<string> {
    const query = { partNumber: String(number), uploadId: id };
    const range = { [`${this.#manner.headerPrefix}copy-source-range`]: `bytes=${from.start}-${from.end - 1}` };
    const headers = { ...this.#copySource(from.key), ...range };
    const answer = await this.#ask({ method: 'PUT', key, query, headers, action: `write "${key}"` });
    return textOf(answer.text, 'ETag') ?? '';
  }

  async completeUpload({ key, id }: Upload, parts: readonly string[]): Promise<boolean> {
    const list = parts.map((token, at) => this.#partXml(token, at + 1));
    const body = Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`);
    const headers = { 'content-type': 'application/xml' };
    const request = { method: 'POST', key, query: { uploadId: id }, body, headers, action: `write "${key}"` };
    const answer = await this.#ask(request, [404]);
    return answer.status !== 404;
  }

  async abortUpload({ key, id }: Upload): Promise<void> {
    const action = `abort the upload of "${key}"`;
    const signal = AbortSignal.timeout(tidyMs);
    await this.#ask({ method: 'DELETE', key, query: { uploadId: id }, action, signal }, [404]);
  }

  close(): void {
    this.#manner.http.close();
  }

  #ask(request: Asked, accepted?: readonly number[]): Promise<StoreAnswer> {
    return this.#manner.http.ask({ query: {}, headers: {}, signal: this.#manner.signal, ...request }, accepted);
  }

  /** The answer to a HEAD has no text that says why: asks again for one byte, to be refused with words. */
  async #askWhy(key: string, action: string, signal: AbortSignal): Promise<void> {
    await this.#ask({ method: 'GET', key, headers: { range: 'bytes=0-0' }, action, signal }, [416]);
  }

  #checksumOf(body: Uint8Array): Readonly<Record<string, string>> {
    const { checksum } = this.#manner;
    return checksum === undefined ? {} : { [checksum.header]: checksum.of(body) };
  }

  /** @param token ETag and, behind a blank, the checksum. */
  #partXml(token: string, number: number): string {
    const [etag = '', sum = ''] = token.split(' ');
    const { element } = this.#manner.checksum?.upload ?? {};
    const sumXml = element === undefined || sum === '' ? '' : `<${element}>${escapeXml(sum)}</${element}>`;
    return `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag>${sumXml}</Part>`;
  }

  #copySource(key: string): Record<string, string> {
    return { [`${this.#manner.headerPrefix}copy-source`]: encodePath(`/${this.#manner.bucket}/${key}`) };
  }
}

function readPage(xml: string, paging: RestManner['paging']): ObjectPage {
  // Keys are encoded when the store has understood the wish; then blanks may be pluses.
  const isEncoded = textOf(xml, 'EncodingType') === 'url';
  const decode = (text: string): string => (isEncoded ? decodeURIComponent(text.replaceAll('+', '%20')) : text);
  const objects = elementsOf(xml, 'Contents').map((entry) => ({
    key: decode(textOf(entry, 'Key') ?? ''),
    size: Number(textOf(entry, 'Size') ?? 0),
    version: textOf(entry, 'ETag') ?? '',
  }));
  const folders = elementsOf(xml, 'CommonPrefixes').map((entry) => decode(textOf(entry, 'Prefix') ?? ''));
  if (textOf(xml, 'IsTruncated') !== 'true') return { objects, folders };
  const marker = textOf(xml, 'NextMarker');
  const last = [objects.at(-1)?.key ?? '', folders.at(-1) ?? ''].sort().at(-1);
  const behind = marker === undefined ? last : decode(marker);
  const next = paging === 'token' ? textOf(xml, 'NextContinuationToken') : behind;
  return { objects, folders, ...(next === undefined || next === '' ? {} : { next }) };
}
