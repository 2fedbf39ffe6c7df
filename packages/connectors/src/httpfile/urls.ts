import type { JsonValue } from '@sluice/core';
import { formatOfName } from '../families/files/name-options.ts';

/** `https://me:secret@host/daily/orders.csv.gz?key=…`: the format comes from the name; the query belongs to the file. */
export function httpUrlParameter(url: URL): Record<string, JsonValue> {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return {
    fileName: [bare.href],
    ...(url.username === '' ? {} : { user: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...formatOfName(url.pathname, 'reader'),
    byteEncoding: 'base64',
  };
}
