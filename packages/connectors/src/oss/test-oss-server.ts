/**
 * A small OSS for tests: one bucket in memory, over paths. It works every signature out anew from what was sent, with
 * code that shares nothing with ours.
 */
import { createHash, createHmac } from 'node:crypto';
import { startServer, type Answer, type Request } from '../families/files/object-store/test-server.ts';

export interface OssServer {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Open uploads by their name. */
  readonly uploads: Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>;
  /** Answers instead of the next requests. */
  readonly instead: Answer[];
  /** Versions of the signatures that were seen. */
  readonly versions: Set<string>;
}

export const account = { bucket: 'sales', accessId: 'LTAItest', accessKey: 'very-secret', region: 'cn-hangzhou' };
export const goodToken = 'lent-token';

const pageKeys = 100;

export async function startOss(): Promise<OssServer> {
  const server = {
    endpoint: '',
    objects: new Map<string, Buffer>(),
    uploads: new Map<string, { readonly key: string; readonly parts: Map<number, Buffer> }>(),
    instead: [] as Answer[],
    versions: new Set<string>(),
  };
  const endpoint = await startServer((request) => server.instead.shift() ?? answer(server, request));
  return Object.assign(server, { endpoint });
}

function answer(server: OssServer, request: Request): Answer {
  const refusal = verify(server, request);
  if (refusal !== undefined) return refusal;
  const url = new URL(request.target, 'http://host');
  const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  if (bucket !== account.bucket) return failure(404, 'NoSuchBucket');
  const key = rest.join('/');
  const md5 = request.headers['content-md5'];
  if (md5 !== undefined && md5 !== createHash('md5').update(request.body).digest('base64'))
    return failure(400, 'InvalidDigest');
  if (key === '') return list(server, url.searchParams);
  if (url.searchParams.has('uploads') || url.searchParams.has('uploadId')) return upload(server, request, url, key);
  return object(server, request, key);
}

/** Undefined: the request is signed well. */
function verify(server: OssServer, { method, target, headers }: Request): Answer | undefined {
  const token = headers['x-oss-security-token'];
  if (token !== undefined && token !== goodToken)
    return failure(403, token === 'old' ? 'SecurityTokenExpired' : 'InvalidSecurityToken');
  const given = String(headers['authorization'] ?? '');
  const [rawPath = '', rawQuery = ''] = target.split('?');
  const pairs = rawQuery === '' ? [] : rawQuery.split('&');
  if (given.startsWith('OSS ')) {
    server.versions.add('v1');
    const [id, signature] = given.slice(4).split(':');
    if (id !== account.accessId) return failure(403, 'InvalidAccessKeyId');
    const skew = Math.abs(Date.parse(String(headers['date'])) - Date.now());
    if (!(skew < 900_000))
      return failure(403, 'RequestTimeTooSkewed', `<ServerTime>${new Date().toISOString()}</ServerTime>`);
    let own = '';
    for (const name of Object.keys(headers).sort())
      if (name.startsWith('x-oss-')) own += `${name}:${String(headers[name])}\n`;
    const signed = pairs
      .filter((pair) => /^(uploads|uploadId|partNumber)(=|$)/.test(pair))
      .sort()
      .map(decodeURIComponent);
    const resource = decodeURIComponent(rawPath) + (signed.length > 0 ? `?${signed.join('&')}` : '');
    const text = `${method}\n${headers['content-md5'] ?? ''}\n${headers['content-type'] ?? ''}\n${headers['date'] ?? ''}\n${own}${resource}`;
    const right = createHmac('sha1', account.accessKey).update(text).digest('base64');
    return right === signature ? undefined : failure(403, 'SignatureDoesNotMatch');
  }
  const match =
    /^OSS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/oss\/aliyun_v4_request,Signature=([0-9a-f]{64})$/.exec(
      given,
    );
  if (match === null) return failure(403, 'AccessDenied');
  server.versions.add('v4');
  const [, id, day = '', region = '', signature] = match;
  if (id !== account.accessId) return failure(403, 'InvalidAccessKeyId');
  if (region !== account.region)
    return failure(400, 'InvalidArgument', '', 'Invalid signing region in Authorization header.');
  const time = String(headers['x-oss-date']);
  let lines = '';
  for (const name of Object.keys(headers).sort()) {
    if (name === 'content-type' || name === 'content-md5' || name.startsWith('x-oss-'))
      lines += `${name}:${String(headers[name])}\n`;
  }
  const canonical = `${method}\n${rawPath}\n${[...pairs].sort().join('&')}\n${lines}\n\n${String(headers['x-oss-content-sha256'])}`;
  let key: Buffer | string = `aliyun_v4${account.accessKey}`;
  for (const step of [day, region, 'oss', 'aliyun_v4_request']) key = createHmac('sha256', key).update(step).digest();
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = `OSS4-HMAC-SHA256\n${time}\n${day}/${region}/oss/aliyun_v4_request\n${hash}`;
  const right = createHmac('sha256', key).update(text).digest('hex');
  return right === signature && time.startsWith(day) ? undefined : failure(403, 'SignatureDoesNotMatch');
}

function list(server: OssServer, query: URLSearchParams): Answer {
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('marker') ?? '';
  const most = Math.min(pageKeys, Number(query.get('max-keys') ?? 100));
  const entries: string[] = [];
  const seen = new Set<string>();
  let last = '';
  let isTruncated = false;
  for (const key of [...server.objects.keys()].sort()) {
    if (!key.startsWith(prefix)) continue;
    const slash = query.get('delimiter') === '/' ? key.indexOf('/', prefix.length) : -1;
    const name = slash < 0 ? key : key.slice(0, slash + 1);
    if (name <= marker || seen.has(name)) continue;
    if (seen.size === most) {
      isTruncated = true;
      break;
    }
    seen.add((last = name));
    const text = encodeURIComponent(name).replaceAll('%20', '+');
    if (slash >= 0) entries.push(`<CommonPrefixes><Prefix>${text}</Prefix></CommonPrefixes>`);
    else {
      const body = server.objects.get(key) as Buffer;
      entries.push(`<Contents><Key>${text}</Key><ETag>${etagOf(body)}</ETag><Size>${body.length}</Size></Contents>`);
    }
  }
  const next = isTruncated ? `<NextMarker>${encodeURIComponent(last)}</NextMarker>` : '';
  return xml(
    `<ListBucketResult><Prefix/><EncodingType>url</EncodingType><IsTruncated>${isTruncated}</IsTruncated>${next}${entries.join('')}</ListBucketResult>`,
  );
}

function upload(server: OssServer, { method, headers, body }: Request, url: URL, key: string): Answer {
  if (url.searchParams.has('uploads')) {
    const id = `upload-${server.uploads.size + 1}`;
    server.uploads.set(id, { key, parts: new Map() });
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }
  const id = url.searchParams.get('uploadId') ?? '';
  const open = server.uploads.get(id);
  if (open === undefined || open.key !== key) return failure(404, 'NoSuchUpload');
  if (method === 'DELETE') {
    server.uploads.delete(id);
    return { status: 204 };
  }
  if (method === 'PUT') {
    const source = headers['x-oss-copy-source'];
    const range = /bytes=(\d+)-(\d+)/.exec(String(headers['x-oss-copy-source-range']));
    const bytes =
      source === undefined
        ? body
        : sourceOf(server, String(source)).subarray(Number(range?.[1]), Number(range?.[2]) + 1);
    open.parts.set(Number(url.searchParams.get('partNumber')), bytes);
    if (source === undefined) return { status: 200, headers: { etag: etagOf(bytes) } };
    return xml(`<CopyPartResult><ETag>${etagOf(bytes)}</ETag></CopyPartResult>`);
  }
  const named = [...String(body).matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag>/g)];
  const pieces = named.map(([, number, etag]) => {
    const part = open.parts.get(Number(number));
    return part !== undefined && etag?.replaceAll('&#34;', '"') === etagOf(part) ? part : undefined;
  });
  if (pieces.some((piece, at) => piece === undefined || (at < pieces.length - 1 && piece.length < 102_400)))
    return failure(400, 'InvalidPart');
  server.uploads.delete(id);
  server.objects.set(key, Buffer.concat(pieces as Buffer[]));
  return xml('<CompleteMultipartUploadResult/>');
}

function object(server: OssServer, { method, headers, body }: Request, key: string): Answer {
  if (method === 'PUT') {
    const source = headers['x-oss-copy-source'];
    server.objects.set(key, source === undefined ? body : sourceOf(server, String(source)));
    return source === undefined ? { status: 200 } : xml('<CopyObjectResult/>');
  }
  if (method === 'DELETE') {
    server.objects.delete(key);
    return { status: 204 };
  }
  const found = server.objects.get(key);
  if (found === undefined) return failure(404, 'NoSuchKey');
  const etag = etagOf(found);
  if (headers['if-match'] !== undefined && headers['if-match'] !== etag) return failure(412, 'PreconditionFailed');
  const range = /bytes=(\d+)-(\d+)/.exec(String(headers['range']));
  if (range === null) return { status: 200, headers: { etag, 'content-length': String(found.length) }, body: found };
  return { status: 206, headers: { etag }, body: found.subarray(Number(range[1]), Number(range[2]) + 1) };
}

function sourceOf(server: OssServer, source: string): Buffer {
  const key = decodeURIComponent(source).slice(account.bucket.length + 2);
  return server.objects.get(key) ?? Buffer.from('no such source');
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex').toUpperCase()}"`;
}

function xml(text: string): Answer {
  return { status: 200, body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}` };
}

function failure(status: number, code: string, more = '', message = 'Words of the store.'): Answer {
  return {
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message>${more}</Error>`,
  };
}
