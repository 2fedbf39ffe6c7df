import { createHmac } from 'node:crypto';
import type { Query } from '../families/files/object-store/signing.ts';

export interface SharedKeyRequest {
  readonly method: string;
  /** Encoded path as it is sent. */
  readonly path: string;
  readonly query: Query;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
}

/** Headers that have a place of their own in the signed text, in this order; the length stands between the first two and these. */
const placed = [
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
];

/** The authorization of a request with the key of a storage account. Pure. */
export function sharedKey(
  { method, path, query, headers, bodyBytes }: SharedKeyRequest,
  { accountName, accountKey }: { readonly accountName: string; readonly accountKey: string },
): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort();
  const parameters = Object.entries(query)
    .map(([name, value]) => [name.toLowerCase(), value ?? ''] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const text = [
    method,
    headers['content-encoding'] ?? '',
    headers['content-language'] ?? '',
    bodyBytes === 0 ? '' : String(bodyBytes),
    ...placed.map((name) => headers[name] ?? ''),
    ...own.map((name) => `${name}:${headers[name]?.trim()}`),
    `/${accountName}${path}`,
    ...parameters.map(([name, value]) => `${name}:${value}`),
  ].join('\n');
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64')).update(text).digest('base64');
  return `SharedKey ${accountName}:${signature}`;
}
