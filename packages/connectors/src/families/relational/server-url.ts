/** What the JDBC and native URLs of all database servers have in common. */

/** Named groups of a driver's URL pattern. */
export interface UrlGroups {
  readonly account?: string;
  readonly hosts?: string;
  readonly database?: string;
  readonly query?: string;
}

export interface ServerUrl {
  /** Several hosts stay in `host`, each with its port. */
  readonly connection: {
    readonly host: string;
    readonly port?: number;
    readonly database?: string;
    readonly user?: string;
    readonly password?: string;
  };
  /** What follows the `?`, in order. */
  readonly properties: readonly (readonly [string, string])[];
}

/** Connection values of a matched URL. */
export function readServerUrl({ account, hosts, database, query }: UrlGroups): ServerUrl {
  const [user, password] = (account ?? '').split(/:(.*)/s);
  return {
    connection: {
      ...hostValues(hosts ?? ''),
      ...(database ? { database: decode(database) } : {}),
      ...(user ? { user: decode(user) } : {}),
      ...(password === undefined ? {} : { password: decode(password) }),
    },
    properties: readQuery(query ?? ''),
  };
}

/** `h`, `h:3307`, `[::1]:3307`, `/run/server.sock`. */
export function splitHost(entry: string): { readonly host: string; readonly port: number | undefined } {
  const match = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(entry.trim());
  if (match === null) return { host: entry.trim(), port: undefined };
  return { host: match[1] ?? match[2] ?? '', port: match[3] === undefined ? undefined : Number(match[3]) };
}

function hostValues(hosts: string): { readonly host: string; readonly port?: number } {
  const list = hosts.split(',').filter((host) => host !== '');
  const only = list.length === 1 ? splitHost(list[0] as string) : undefined;
  if (only?.port !== undefined) return { host: only.host, port: only.port };
  return { host: list.length === 0 ? 'localhost' : list.join(',') };
}

function readQuery(query: string): readonly (readonly [string, string])[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name, value] = part.split(/=(.*)/s);
      return [decode(name ?? ''), decode(value ?? '')] as const;
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
