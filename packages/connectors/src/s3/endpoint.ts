import {
  bucketAddress,
  isPlainHost,
  parseEndpoint,
  type BucketAddress,
} from '../families/files/object-store/address.ts';

export interface S3Place {
  readonly address: BucketAddress;
  /** As requests are signed for. */
  readonly region: string;
}

/** Services that want the bucket in the name of the host. All others take it in the path. */
const hostStyle = ['amazonaws.com', 'amazonaws.com.cn', 'aliyuncs.com', 'myqcloud.com', 'volces.com'];

export interface PlaceOptions {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly bucket: string;
  readonly pathStyle?: boolean | undefined;
}

/** Where the requests for a bucket go. Without an endpoint it is Amazon's for the region. */
export function s3Place({ endpoint = '', region, bucket, pathStyle }: PlaceOptions): S3Place {
  const url = parseEndpoint(endpoint === '' ? amazonEndpoint(region ?? 'us-east-1') : endpoint);
  const isHostStyle = pathStyle === undefined ? prefersHost(url, bucket) : !pathStyle;
  return {
    address: bucketAddress(url, bucket, isHostStyle ? 'host' : 'path'),
    region: region ?? regionOfHost(url.hostname) ?? 'us-east-1',
  };
}

function amazonEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

function prefersHost(url: URL, bucket: string): boolean {
  // A certificate for *.s3.amazonaws.com does not cover names with another dot.
  if (isPlainHost(url) || bucket.includes('.')) return false;
  return hostStyle.some((suffix) => url.hostname === suffix || url.hostname.endsWith(`.${suffix}`));
}

/** `s3.eu-central-1.amazonaws.com`, `oss-cn-hangzhou.aliyuncs.com`, `tos-s3-cn-beijing.volces.com`. */
function regionOfHost(host: string): string | undefined {
  const amazon = /(?:^|\.)s3[.-](?:dualstack\.|fips\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com(?:\.cn)?$/.exec(host);
  const other =
    /(?:^|\.)(?:s3\.)?(oss-[a-z\d-]+?)(?:-internal)?\.aliyuncs\.com$|(?:^|\.)tos-s3-([a-z\d-]+)\.volces\.com$/.exec(
      host,
    );
  return amazon?.[1] ?? other?.[1] ?? other?.[2];
}
