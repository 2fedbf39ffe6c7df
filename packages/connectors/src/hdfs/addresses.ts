import { hdfsErrors } from './errors.ts';
import type { HdfsConnection } from './connection.ts';

/** Where WebHDFS of one cluster listens. */
export interface Addresses {
  /** `http://nn1:9870/webhdfs/v1`, in the order of trial; the first one that is active is used. */
  readonly urls: readonly [URL, ...URL[]];
  /** True when only the host is known and its ports are the usual ones. */
  readonly isGuessed: boolean;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

const root = '/webhdfs/v1';
const usualPorts = { http: 9870, https: 9871 } as const;
const usualPortsOfHadoop2 = { http: 50_070, https: 50_470 } as const;

/**
 * webhdfsAddress counts before hadoopConfig, and that before defaultFS. The RPC port in hdfs://host:8020 does not tell
 * the one of WebHDFS, so that the usual ones are tried.
 */
export function addressesOf(
  connection: Pick<HdfsConnection, 'defaultFS' | 'webhdfsAddress' | 'hadoopConfig'>,
): Addresses {
  const settings: Settings = connection.hadoopConfig ?? {};
  const protocol = settings['dfs.http.policy'] === 'HTTPS_ONLY' ? 'https' : 'http';
  const given = (connection.webhdfsAddress ?? [])
    .flatMap((entry) => entry.split(','))
    .filter((entry) => entry.trim() !== '');
  if (given.length > 0) return known(given.map((entry) => webHdfsUrl(entry.trim(), 'webhdfsAddress', protocol)));
  const { defaultFS } = connection;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(defaultFS)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'hdfs') return known([webHdfsUrl(defaultFS, 'defaultFS', protocol)]);
  const authority = parse(scheme === undefined ? `hdfs://${defaultFS}` : defaultFS, 'defaultFS');
  const configured = fromSettings(authority.hostname, settings, protocol);
  if (configured.length > 0) return known(configured.map((each) => webHdfsUrl(each, 'hadoopConfig', protocol)));
  const ports = [usualPorts[protocol], usualPortsOfHadoop2[protocol]];
  const guesses = ports.map((port) => new URL(`${protocol}://${authority.hostname}:${port}${root}`));
  return { urls: guesses as unknown as Addresses['urls'], isGuessed: true };
}

function known(urls: readonly URL[]): Addresses {
  return { urls: urls as unknown as Addresses['urls'], isGuessed: false };
}

/** `host:port` of the web servers that the settings name for a name service, or for the only name node. */
function fromSettings(nameService: string, settings: Settings, protocol: 'http' | 'https'): readonly string[] {
  const nodes = settings[`dfs.ha.namenodes.${nameService}`];
  const key = `dfs.namenode.${protocol}-address`;
  if (nodes !== undefined) {
    const names = String(nodes).split(',').map((name) => name.trim()).filter((name) => name !== ''); // prettier-ignore
    return names.map((name) => addressOfNode(`${nameService}.${name}`, { settings, key, nameService, protocol }));
  }
  const services = String(settings['dfs.nameservices'] ?? '').split(',').map((name) => name.trim()); // prettier-ignore
  if (services.includes(nameService) && settings[`${key}.${nameService}`] === undefined)
    throw hdfsErrors.addressMissing({ nameService, missing: `dfs.ha.namenodes.${nameService}` });
  const only = settings[`${key}.${nameService}`] ?? settings[key];
  return only === undefined ? [] : [withHost(String(only), nameService)];
}

function addressOfNode(
  suffix: string,
  place: { settings: Settings; key: string; nameService: string; protocol: 'http' | 'https' },
): string {
  const rpc = place.settings[`dfs.namenode.rpc-address.${suffix}`];
  const rpcHost = rpc === undefined ? undefined : String(rpc).replace(/:\d+$/, '');
  const web = place.settings[`${place.key}.${suffix}`];
  if (web !== undefined) return withHost(String(web), rpcHost ?? '');
  if (rpcHost !== undefined) return `${rpcHost}:${usualPorts[place.protocol]}`;
  throw hdfsErrors.addressMissing({ nameService: place.nameService, missing: `${place.key}.${suffix}` });
}

/** A server that listens everywhere (0.0.0.0:9870) is reached at its host. */
function withHost(address: string, host: string): string {
  return host === '' ? address : address.replace(/^(0\.0\.0\.0|\[::\])(?=:|$)/, host);
}

/** `nn1`, `nn1:9870`, `webhdfs://nn1`, `https://gateway:8443/gateway/default` as the URL that paths are appended to. */
function webHdfsUrl(text: string, setting: string, protocol: 'http' | 'https'): URL {
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  const meant = ({ '': protocol, webhdfs: 'http', swebhdfs: 'https', http: 'http', https: 'https' } as const)[scheme.toLowerCase() as '']; // prettier-ignore
  if (meant === undefined)
    throw hdfsErrors.badFileSystem({ setting, problem: `"${scheme}" is no file system that speaks WebHDFS` });
  const isUrl = scheme.toLowerCase().startsWith('http');
  const url = parse(`${meant}://${rest}`, setting);
  // An http URL without a port means the port of HTTP; everything else the port of Hadoop.
  if (!isUrl && !/:\d+$/.test(rest.split('/')[0] ?? '')) url.port = String(usualPorts[meant]);
  const path = url.pathname.replace(/\/+$/, '');
  url.pathname = isUrl && path !== '' ? (path.endsWith(root) ? path : `${path}${root}`) : root;
  url.search = '';
  url.hash = '';
  url.username = '';
  url.password = '';
  return url;
}

function parse(text: string, setting: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && url.hostname !== '') return url;
  // Without its value: it may hold a password.
  throw hdfsErrors.badFileSystem({ setting, problem: 'it names no host, or a port that is none' });
}
