import { bucketAddress, parseEndpoint, type BucketAddress } from '../families/files/object-store/address.ts';
import { objectErrors } from '../families/files/object-store/errors.ts';

export interface AccountOptions {
  readonly accountName?: string | undefined;
  readonly accountKey?: string | undefined;
  readonly sasToken?: string | undefined;
  readonly connectionString?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly container: string;
}

export interface Account {
  readonly name: string;
  readonly address: BucketAddress;
  /** At most one of both; none for public containers. */
  readonly key?: string;
  /** Encoded query without `?`. */
  readonly sas?: string;
}

/** Puts together who asks where. Options win over the connection string. */
export function accountOf(options: AccountOptions): Account {
  const known = parseConnectionString(options.connectionString ?? '');
  const name = options.accountName || (known.get('accountname') ?? '');
  const key = options.accountKey || (known.get('accountkey') ?? '');
  const sas = (options.sasToken || (known.get('sharedaccesssignature') ?? '')).replace(/^\?/, '');
  const scheme = known.get('defaultendpointsprotocol') ?? 'https';
  const suffix = known.get('endpointsuffix') ?? 'core.windows.net';
  const endpoint =
    options.endpoint || (known.get('blobendpoint') ?? (name === '' ? '' : `${scheme}://${name}.blob.${suffix}`));
  if (endpoint === '')
    throw objectErrors.badEndpoint({ endpoint, problem: 'neither accountName nor endpoint is given' });
  const url = parseEndpoint(endpoint);
  const account = name === '' ? (url.hostname.split('.')[0] as string) : name;
  const address = bucketAddress(url, options.container, 'path');
  const access = sas === '' ? (key === '' ? {} : { key }) : { sas };
  return { name: account, address, ...access };
}

/** `AccountName=…;AccountKey=…`, names in lower case. */
function parseConnectionString(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(';').filter((pair) => pair.includes('='));
  return new Map(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at).trim().toLowerCase(), pair.slice(at + 1).trim()];
    }),
  );
}
