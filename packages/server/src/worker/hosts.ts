import { BlockList, isIP } from 'node:net';

export interface HostRules {
  /** Names, `*.suffixes`, addresses, networks. Empty: all. */
  readonly allowed: readonly string[];
  /** Wins. */
  readonly denied: readonly string[];
}

/** Tells whether a host may be reached whose name leads to these addresses; of an address, itself. */
export type HostCheck = (host: string, addresses: readonly string[]) => boolean;

/**
 * Applies the rules. Addresses of allowed names are remembered: a library that looks a name up by itself, or is told an
 * address by an allowed server (FTP), connects to the address alone.
 */
export function hostCheck(rules: HostRules): HostCheck {
  const [isAllowed, isDenied] = [matcher(rules.allowed), matcher(rules.denied)];
  const known = new Set<string>();
  return (name, addresses) => {
    const host = name.toLowerCase().replace(/\.$/, '');
    const all = addresses.flatMap(meanings);
    if (isDenied(host) || all.some(isDenied)) return false;
    if (rules.allowed.length === 0 || known.has(host)) return true;
    const permitted = isAllowed(host) || (addresses.length > 0 && addresses.every(isAllowed));
    if (permitted) for (const address of addresses) known.add(address);
    return permitted;
  };
}

/** The unspecified address leads to this machine. */
function meanings(address: string): readonly string[] {
  if (address === '0.0.0.0') return [address, '127.0.0.1'];
  return address === '::' ? [address, '::1', '127.0.0.1'] : [address];
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
