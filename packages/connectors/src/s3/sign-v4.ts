import { compactTime, DerivedKeys, hmac, sha256Hex } from '../families/files/object-store/signing.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface SignableRequest {
  readonly method: string;
  /** Encoded path and query with sorted names, as they are sent. */
  readonly target: string;
  /** Lower-case names, `host` included. All are signed. */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body in hex, or `UNSIGNED-PAYLOAD`. */
  readonly payload: string;
}

export interface SigningPlace {
  readonly region: string;
  readonly epochMs: number;
  /** For many requests. */
  readonly keys?: DerivedKeys;
}

/** Adds a signature of version 4 to the headers of a request to S3. Pure. */
export function signV4(
  request: SignableRequest,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  { region, epochMs, keys = new DerivedKeys() }: SigningPlace,
): Record<string, string> {
  const time = compactTime(epochMs);
  const day = time.slice(0, 8);
  const headers: Record<string, string> = {
    ...request.headers,
    'x-amz-content-sha256': request.payload,
    'x-amz-date': time,
    ...(sessionToken === undefined || sessionToken === '' ? {} : { 'x-amz-security-token': sessionToken }),
  };
  const names = Object.keys(headers).sort();
  const [path = '', query = ''] = request.target.split('?', 2);
  const canonical = [
    request.method,
    path,
    query,
    ...names.map((name) => `${name}:${(headers[name] as string).trim().replaceAll(/ +/g, ' ')}`),
    '',
    names.join(';'),
    request.payload,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256Hex(canonical)].join('\n');
  const key = keys.of(`AWS4${secretAccessKey}`, scope);
  const signature = hmac('sha256', key, text).toString('hex');
  headers['authorization'] =
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return headers;
}
