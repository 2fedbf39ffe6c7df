import { createHash } from 'node:crypto';
import type { Options } from '@sluice/core';
import { readTls } from '../families/http/tls.ts';
import type { ObjectClient } from '../families/files/object-store/client.ts';
import type { OpenRequest } from '../families/files/object-store/connector.ts';
import { objectErrors } from '../families/files/object-store/errors.ts';
import { checkKey } from '../families/files/object-store/keys.ts';
import { explainRest } from '../families/files/object-store/rest/explain.ts';
import { RestObjectClient, type Checksum } from '../families/files/object-store/rest/rest-client.ts';
import { canonicalQuery, DerivedKeys, encodePath } from '../families/files/object-store/signing.ts';
import { StoreHttp, type StoreRequest } from '../families/files/object-store/store-http.ts';
import { ossPlace } from './endpoint.ts';
import type { ossConnection, ossWriterFields } from './fields.ts';
import { signOssV1, signOssV4 } from './signing.ts';

const limits = { partBytes: 100 * 1024, parts: 10_000, copyBytes: 2 ** 30 };

/** Compared by the store. */
const md5: Checksum = {
  header: 'content-md5',
  of: (body) => createHash('md5').update(body).digest('base64'),
};

/** A bucket of OSS. Asks nothing yet. */
export async function openOss(
  options: Options<typeof ossConnection> & Partial<Options<typeof ossWriterFields>>,
  { context, tries }: OpenRequest,
): Promise<ObjectClient> {
  const { bucket, signatureVersion } = options;
  const { address, region } = ossPlace(options);
  const { origin, basePath } = address;
  const { clock } = context;
  const keys = new DerivedKeys();
  if (signatureVersion === 'v4' && region === undefined)
    throw objectErrors.badEndpoint({ endpoint: origin.host, problem: 'signature v4 needs the region' });
  const target = ({ key, query }: StoreRequest): string => {
    const path = `${basePath}/${key === '' ? '' : encodePath(checkKey(key))}`;
    const text = canonicalQuery(query, true);
    return text === '' ? path : `${path}?${text}`;
  };
  const sign = async (request: StoreRequest): Promise<Record<string, string>> => {
    const { method, key, query } = request;
    const signable = { method, bucket, key, query, headers: { ...request.headers, host: origin.host } };
    return signatureVersion === 'v1' || region === undefined
      ? signOssV1(signable, options, clock.now())
      : signOssV4(signable, options, { region, epochMs: clock.now(), keys });
  };
  const root = `oss://${bucket}/`;
  const facts = { root, host: origin.host, region: region ?? origin.host, now: () => clock.now() };
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
    headerPrefix: 'x-oss-',
    limits,
    paging: 'marker',
    objectHeaders: options.encrypt === true ? { 'x-oss-server-side-encryption': 'AES256' } : {},
    // Over TLS nothing changes on the way, and bodies are not signed.
    checksum: origin.protocol === 'https:' ? undefined : md5,
    signal: context.signal,
  });
}
