import { crc32 } from 'node:zlib';
import type { Options } from '@sluice/core';
import { readTls } from '../families/http/tls.ts';
import type { ObjectClient } from '../families/files/object-store/client.ts';
import type { OpenRequest } from '../families/files/object-store/connector.ts';
import { explainRest } from '../families/files/object-store/rest/explain.ts';
import { RestObjectClient, type Checksum } from '../families/files/object-store/rest/rest-client.ts';
import { checkKey } from '../families/files/object-store/keys.ts';
import { canonicalQuery, DerivedKeys, encodePath, sha256Hex } from '../families/files/object-store/signing.ts';
import { StoreHttp, type StoreRequest } from '../families/files/object-store/store-http.ts';
import { credentialSource } from './credentials.ts';
import { s3Place } from './endpoint.ts';
import type { s3Connection, s3WriterFields } from './fields.ts';
import { signV4 } from './sign-v4.ts';

const emptyHash = sha256Hex('');

const limits = { partBytes: 5 << 20, parts: 10_000, copyBytes: 5 * 2 ** 30 };

/** Compared by the store part by part, and for the object as a whole by the sums of its parts. */
const crc: Checksum = {
  header: 'x-amz-checksum-crc32',
  of: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  upload: { headers: { 'x-amz-checksum-algorithm': 'CRC32' }, element: 'ChecksumCRC32' },
};

/** A bucket of S3 or of a compatible store. Asks nothing yet. */
export async function openS3(
  options: Options<typeof s3Connection> & Partial<Options<typeof s3WriterFields>>,
  { context, tries }: OpenRequest,
): Promise<ObjectClient> {
  const { bucket } = options;
  const root = `s3://${bucket}/`;
  const source = await credentialSource(options, root);
  const { address, region } = s3Place({ ...options, region: source.region });
  const { origin, basePath } = address;
  const { clock } = context;
  const keys = new DerivedKeys();
  const target = ({ key, query }: StoreRequest): string => {
    const path = `${basePath}/${key === '' ? '' : encodePath(checkKey(key))}`;
    const text = canonicalQuery(query, false);
    return text === '' ? path : `${path}?${text}`;
  };
  const sign = async (request: StoreRequest): Promise<Record<string, string>> => {
    const headers = { ...request.headers, host: origin.host };
    const credentials = await source.credentials();
    if (credentials === undefined) return headers;
    const payload = payloadOf(request.body, origin);
    const signable = { method: request.method, target: target(request), headers, payload };
    return signV4(signable, credentials, { region, epochMs: clock.now(), keys });
  };
  const facts = { root, host: origin.host, region, now: () => clock.now() };
  const http = new StoreHttp({
    ...options,
    origin,
    tls: await readTls(options.ssl),
    tries,
    clock,
    target,
    sign,
    explain: (answer, request) => explainRest(answer, request, facts),
  });
  return new RestObjectClient({
    http,
    root,
    host: origin.host,
    bucket,
    headerPrefix: 'x-amz-',
    limits,
    paging: 'token',
    objectHeaders: encryption(options),
    checksum: options.checksums === 'whenSupported' ? crc : undefined,
    signal: context.signal,
  });
}

/** Over TLS the body is safe from change, and its hash would cost more than all the rest. */
function payloadOf(body: Uint8Array | undefined, { protocol }: URL): string {
  if (body === undefined) return emptyHash;
  return protocol === 'https:' ? 'UNSIGNED-PAYLOAD' : sha256Hex(body);
}

function encryption({
  serverSideEncryption,
  kmsKeyId,
}: Partial<Options<typeof s3WriterFields>>): Record<string, string> {
  if (serverSideEncryption === undefined) return {};
  return {
    'x-amz-server-side-encryption': serverSideEncryption,
    ...(kmsKeyId === undefined ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId }),
  };
}
