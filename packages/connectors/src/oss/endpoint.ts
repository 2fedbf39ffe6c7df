import {
  bucketAddress,
  isPlainHost,
  parseEndpoint,
  type BucketAddress,
} from '../families/files/object-store/address.ts';
import { objectErrors } from '../families/files/object-store/errors.ts';

export interface OssPlace {
  readonly address: BucketAddress;
  /** Undefined: nobody told it. */
  readonly region: string | undefined;
}

export interface OssPlaceOptions {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly internal: boolean;
  readonly bucket: string;
  readonly cname: boolean;
}

/** Where the requests for a bucket go. */
export function ossPlace({ endpoint = '', region, internal, bucket, cname }: OssPlaceOptions): OssPlace {
  const given = region === undefined || region === '' ? undefined : region.replace(/^oss-/, '');
  if (endpoint === '' && given === undefined)
    throw objectErrors.badEndpoint({ endpoint: '', problem: 'neither endpoint nor region is given' });
  const host = `oss-${given}${internal ? '-internal' : ''}.aliyuncs.com`;
  const url = parseEndpoint(endpoint === '' ? `https://${host}` : endpoint);
  const style = cname ? 'none' : isPlainHost(url) ? 'path' : 'host';
  return { address: bucketAddress(url, bucket, style), region: given ?? regionOfHost(url.hostname) };
}

function regionOfHost(host: string): string | undefined {
  return /(?:^|\.)oss-([a-z\d-]+?)(?:-internal)?\.aliyuncs\.com$/.exec(host)?.[1];
}
