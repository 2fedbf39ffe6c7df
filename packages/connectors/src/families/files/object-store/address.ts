import { objectErrors } from './errors.ts';

/** Where a bucket is asked for. */
export interface BucketAddress {
  /** Scheme, host and port of the requests. */
  readonly origin: URL;
  /** What encoded paths begin with: nothing, or the bucket. */
  readonly basePath: string;
}

/** An endpoint as a URL; `https` when it has no scheme. Throws `OBJECT_STORE_BAD_ENDPOINT`. */
export function parseEndpoint(endpoint: string): URL {
  const text = endpoint.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  } catch (error) {
    throw objectErrors.badEndpoint({ endpoint, problem: 'it is not an address' }, error);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw objectErrors.badEndpoint({ endpoint, problem: 'it begins neither with https:// nor with http://' });
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    throw objectErrors.badEndpoint({ endpoint: url.host, problem: 'it holds more than scheme, host, port and path' });
  return url;
}

/** @param style `path`: the bucket is the first part of paths; `host`: of the name of the host; `none`: it is not told. */
export function bucketAddress(endpoint: URL, bucket: string, style: 'path' | 'host' | 'none'): BucketAddress {
  if (!/^[a-z\d][\w.-]{1,61}[a-z\d]$/i.test(bucket)) throw objectErrors.badBucket({ bucket });
  const origin = new URL(endpoint.origin);
  const path = endpoint.pathname.replace(/\/+$/, '');
  if (style === 'host' && !origin.hostname.startsWith(`${bucket}.`)) origin.hostname = `${bucket}.${origin.hostname}`;
  return { origin, basePath: style === 'path' ? `${path}/${bucket}` : path };
}

/** Hosts without a name of their own per bucket: addresses, single words, and whatever has a port. */
export function isPlainHost({ hostname, port }: URL): boolean {
  return port !== '' || /^[\d.]+$|^\[/.test(hostname) || !hostname.includes('.');
}
