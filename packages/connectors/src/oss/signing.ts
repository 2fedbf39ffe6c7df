/** Signatures of OSS, versions 1 and 4. Pure. */
import {
  canonicalQuery,
  compactTime,
  DerivedKeys,
  encodePath,
  hmac,
  sha256Hex,
  type Query,
} from '../families/files/object-store/signing.ts';

export interface OssCredentials {
  readonly accessId: string;
  readonly accessKey: string;
  readonly securityToken?: string | undefined;
}

export interface OssRequest {
  readonly method: string;
  readonly bucket: string;
  /** Not encoded; empty: the bucket. */
  readonly key: string;
  readonly query: Query;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Parts of a query that version 1 signs, of those that we send. */
const signedQuery = new Set(['uploads', 'uploadId', 'partNumber']);

/** Adds a signature of version 1 to the headers of a request. */
export function signOssV1(request: OssRequest, credentials: OssCredentials, epochMs: number): Record<string, string> {
  const { accessId, accessKey } = credentials;
  const headers = withToken({ date: new Date(epochMs).toUTCString(), ...request.headers }, credentials);
  const own = sortedNames(headers, (name) => name.startsWith('x-oss-'));
  const query = Object.entries(request.query)
    .filter(([name]) => signedQuery.has(name))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === undefined ? name : `${name}=${value}`));
  const text = [
    request.method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    headers['date'],
    ...own.map((name) => `${name}:${headers[name]}`),
    `/${request.bucket}/${request.key}${query.length === 0 ? '' : `?${query.join('&')}`}`,
  ].join('\n');
  headers['authorization'] = `OSS ${accessId}:${hmac('sha1', accessKey, text).toString('base64')}`;
  return headers;
}

export interface V4Place {
  readonly region: string;
  readonly epochMs: number;
  /** Headers that are signed beside those that always are; sorted. */
  readonly additional?: readonly string[];
  /** For many requests. */
  readonly keys?: DerivedKeys;
}

/** Adds a signature of version 4 to the headers of a request. */
export function signOssV4(
  request: OssRequest,
  credentials: OssCredentials,
  { region, epochMs, additional = [], keys = new DerivedKeys() }: V4Place,
): Record<string, string> {
  const time = compactTime(epochMs);
  const payload = 'UNSIGNED-PAYLOAD';
  const headers = withToken({ ...request.headers, 'x-oss-content-sha256': payload, 'x-oss-date': time }, credentials);
  const isSigned = (name: string): boolean =>
    name.startsWith('x-oss-') || name === 'content-type' || name === 'content-md5' || additional.includes(name);
  const canonical = [
    request.method,
    encodePath(`/${request.bucket}/${request.key}`),
    canonicalQuery(request.query, true),
    ...sortedNames(headers, isSigned).map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    additional.join(';'),
    payload,
  ].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/oss/aliyun_v4_request`;
  const text = ['OSS4-HMAC-SHA256', time, scope, sha256Hex(canonical)].join('\n');
  const key = keys.of(`aliyun_v4${credentials.accessKey}`, scope);
  const more = additional.length === 0 ? '' : `AdditionalHeaders=${additional.join(';')},`;
  headers['authorization'] =
    `OSS4-HMAC-SHA256 Credential=${credentials.accessId}/${scope},${more}Signature=${hmac('sha256', key, text).toString('hex')}`;
  return headers;
}

function withToken(
  headers: Readonly<Record<string, string>>,
  { securityToken }: OssCredentials,
): Record<string, string> {
  return {
    ...headers,
    ...(securityToken === undefined || securityToken === '' ? {} : { 'x-oss-security-token': securityToken }),
  };
}

function sortedNames(headers: Readonly<Record<string, string>>, accepts: (name: string) => boolean): readonly string[] {
  return Object.keys(headers).filter(accepts).sort();
}
