import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { JsonValue } from '@sluice/core';
import { dataSourceErrors } from './errors.ts';

export interface HostRules {
  /** Names, `*.suffixes`, addresses, networks. Empty: all. */
  readonly allowed: readonly string[];
  /** Wins. */
  readonly denied: readonly string[];
}

/**
 * Throws `DATA_SOURCE_HOST_NOT_ALLOWED` when a value of a connection names a host that the rules forbid, also when its
 * name leads to a forbidden address: a data source must not become a way into networks that are none of its business.
 */
export async function checkHosts(connection: JsonValue, rules: HostRules): Promise<void> {
  const [allowed, denied] = [matcher(rules.allowed), matcher(rules.denied)];
  for (const host of new Set(hostsOf(connection))) {
    const addresses = await addressesOf(host);
    const isDenied = denied(host) || addresses.some(denied);
    const isAllowed = rules.allowed.length === 0 || allowed(host) || (addresses.length > 0 && addresses.every(allowed));
    if (isDenied || !isAllowed) throw dataSourceErrors.hostNotAllowed({ host });
  }
}

/** Hosts in values whose key says so (`host`, `endpoint` …), and in every URL. */
export function* hostsOf(value: JsonValue, key = ''): Generator<string> {
  if (typeof value === 'string') {
    const urls = [...value.matchAll(/:\/\/(?:[^\s/?#@]*@)?(\[[^\]]+\]|[^\s/?#:,;]+)/g)].map((match) => match[1] ?? '');
    for (const url of urls) yield bare(url);
    if (urls.length === 0 && /(host|server|endpoint|address)s?$/i.test(key))
      for (const each of value.split(',')) if (each.trim() !== '') yield bare(each.trim());
    return;
  }
  if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) yield* hostsOf(item, key);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) yield* hostsOf(member as JsonValue, name);
}

function bare(host: string): string {
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']')).toLowerCase();
  return (isIP(host) === 6 ? host : host.replace(/:\d+$/, '')).toLowerCase();
}

/** Empty when the name is not known: connecting to it will say so. */
async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  return lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
}

/** Tells whether a name or an address is covered by rules. */
function matcher(rules: readonly string[]): (host: string) => boolean {
  const networks = new BlockList();
  const names: string[] = [];
  for (const rule of rules) {
    const [address = '', bits] = rule.trim().toLowerCase().split('/');
    const family = isIP(address);
    if (family === 0) names.push(address);
    else networks.addSubnet(address, bits === undefined ? (family === 6 ? 128 : 32) : Number(bits), familyOf(family));
  }
  return (host) => {
    const family = isIP(host);
    if (family !== 0) return networks.check(host, familyOf(family));
    return names.some((name) => (name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name));
  };
}

function familyOf(version: number): 'ipv4' | 'ipv6' {
  return version === 6 ? 'ipv6' : 'ipv4';
}
