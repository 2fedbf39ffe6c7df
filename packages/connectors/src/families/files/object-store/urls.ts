import type { JsonValue, UrlSupport } from '@sluice/core';
import { formatOfName, optionsOfUrl } from '../name-options.ts';
import { objectErrors } from './errors.ts';

/** How the parts of a URL are called in the connection of a store. */
export interface UrlNames {
  readonly bucket: string;
  readonly user: string;
  readonly password: string;
}

/**
 * URLs of `sluice copy`: `s3://bucket/in/*.csv?region=eu-central-1`. The format comes from the name, every option may be
 * given as a query. A written URL names one object, or a folder when it ends with a slash.
 */
export function objectUrls(scheme: string, names: UrlNames): UrlSupport {
  return {
    schemes: [scheme],
    toParameter: (url, side) => {
      const given = optionsOfUrl(url);
      const key = decode(url.pathname.slice(1), url);
      return {
        [names.bucket]: url.host,
        ...(url.username === '' ? {} : { [names.user]: decode(url.username, url) }),
        ...(url.password === '' ? {} : { [names.password]: decode(url.password, url) }),
        ...(side === 'reader' ? { path: [key], byteEncoding: 'base64' } : targetOf(key)),
        ...formatOfName(key, side),
        ...given,
      };
    },
  };
}

function targetOf(key: string): Record<string, JsonValue> {
  if (key === '') return { path: '/' };
  return key.endsWith('/') ? { path: key } : { object: key, singleFileOutput: true };
}

function decode(text: string, url: URL): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw objectErrors.badEndpoint({ endpoint: url.host, problem: 'a percent sign in the URL is no escape' }, error);
  }
}
