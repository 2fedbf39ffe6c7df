import type { Options } from '@sluice/core';
import { readTls } from '../families/http/tls.ts';
import type { ObjectClient } from '../families/files/object-store/client.ts';
import type { OpenRequest } from '../families/files/object-store/connector.ts';
import { checkKey } from '../families/files/object-store/keys.ts';
import { canonicalQuery, encodePath } from '../families/files/object-store/signing.ts';
import { StoreHttp, type StoreRequest } from '../families/files/object-store/store-http.ts';
import { accountOf } from './account.ts';
import { BlobClient } from './blob-client.ts';
import { explainAzure } from './explain.ts';
import type { azureConnection } from './fields.ts';
import { sharedKey } from './shared-key.ts';

const apiVersion = '2021-12-02';

/** A container of Azure Blob Storage. Asks nothing yet. */
export async function openAzure(
  options: Options<typeof azureConnection>,
  { context, tries }: OpenRequest,
): Promise<ObjectClient> {
  const account = accountOf(options);
  const { origin, basePath } = account.address;
  const { clock, signal } = context;
  const pathOf = (key: string): string => `${basePath}${key === '' ? '' : `/${encodePath(checkKey(key))}`}`;
  const withSas = (text: string): string => [text, account.sas ?? ''].filter((part) => part !== '').join('&');
  const sign = async ({ method, key, query, headers, body }: StoreRequest): Promise<Record<string, string>> => {
    const sent: Record<string, string> = {
      ...headers,
      host: origin.host,
      'x-ms-date': new Date(clock.now()).toUTCString(),
      'x-ms-version': apiVersion,
    };
    if (account.key === undefined) return sent;
    const request = { method, path: pathOf(key), query, headers: sent, bodyBytes: body?.length ?? 0 };
    const authorization = sharedKey(request, { accountName: account.name, accountKey: account.key });
    return { ...sent, authorization };
  };
  const root = `azureblob://${options.container}/`;
  const expiry = Date.parse(new URLSearchParams(account.sas).get('se') ?? '');
  const known = { root, host: origin.host, region: origin.host, now: () => clock.now() };
  const facts = Number.isNaN(expiry) ? known : { ...known, expiry };
  const http = new StoreHttp({
    ...options,
    origin,
    tls: await readTls(options.ssl),
    tries,
    clock,
    target: ({ key, query }) => {
      const text = withSas(canonicalQuery(query, false));
      return text === '' ? pathOf(key) : `${pathOf(key)}?${text}`;
    },
    sign,
    explain: (answer, request) => explainAzure(answer, request, facts),
  });
  return new BlobClient({
    http,
    root,
    host: origin.host,
    sourceUrl: (key) => `${origin.origin}${pathOf(key)}${account.sas === undefined ? '' : `?${account.sas}`}`,
    hasChecksums: origin.protocol !== 'https:',
    signal,
    sleep: (ms) => clock.sleep(ms, signal),
  });
}
