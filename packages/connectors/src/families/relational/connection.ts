/** From the parameters of a step to connection values, one set per source; JDBC URLs and inline accounts included. */
import { checkAccess, type Fields } from '@sluice/core';
import type { ConnectRequest, RelationalDriver } from './driver.ts';
import { errors } from './errors.ts';
import type { Session } from './session.ts';

/** A driver whose connection fields are not known here. */
export type AnyDriver = RelationalDriver<Fields>;

export type Values = Readonly<Record<string, unknown>>;

/** One database that a step names, and what it names there. */
export interface Source {
  /** Of the connection. */
  readonly fields: Fields;
  /** Connection values, complete and checked; of several, the first that answers is used. */
  readonly candidates: readonly Values[];
  readonly tables: readonly string[];
  readonly queries: readonly string[];
  /** Remarks about URL properties. */
  readonly notes: readonly string[];
}

/** The keys of a step, or of an entry of its `connection`, that say where to connect and what to take. */
interface Place extends Values {
  readonly jdbcUrl?: readonly string[];
  readonly username?: string;
  readonly password?: string;
  readonly user?: string;
  readonly table?: readonly string[];
  readonly querySql?: readonly string[];
}

/** All sources of a step. Values of an entry of `connection` win over those beside it. */
export function resolveSources(fields: Fields, driver: AnyDriver, options: Values): readonly Source[] {
  const top = options as Place;
  const entries = (options['connection'] as readonly Place[] | undefined) ?? [];
  return (entries.length === 0 ? [{} as Place] : entries).map((entry) => resolveSource(fields, driver, top, entry));
}

function resolveSource(fields: Fields, driver: AnyDriver, top: Place, entry: Place): Source {
  const urls = (entry.jdbcUrl ?? top.jdbcUrl ?? []).filter((url) => url.trim() !== '');
  const parsed = urls.map((url) => parseUrl(driver, url.trim()));
  const given = definedOnly(fields, top, entry);
  const account = definedOnly(fields, {
    user: entry.username ?? top.username,
    password: entry.password ?? top.password,
  });
  const bases = parsed.length === 0 ? [{}] : parsed.map((url) => url.connection);
  return {
    fields,
    candidates: bases.map((base) => complete(fields, { ...given, ...definedOnly(fields, base), ...account })),
    tables: entry.table ?? top.table ?? [],
    queries: entry.querySql ?? top.querySql ?? [],
    notes: parsed.flatMap((url) => url.notes),
  };
}

function parseUrl(driver: AnyDriver, url: string): ReturnType<AnyDriver['parseJdbcUrl']> {
  const known = driver.jdbcPrefixes.some((prefix) => url.toLowerCase().startsWith(prefix.toLowerCase()));
  // Only the scheme goes into the message: a URL may carry a password.
  const scheme = /^[a-z0-9+.:-]*/i.exec(url)?.[0] ?? '';
  if (!known) throw errors.jdbcUrlUnknown({ url: scheme, prefixes: driver.jdbcPrefixes });
  return driver.parseJdbcUrl(url);
}

/** The values of connection fields that are there; later records win. */
function definedOnly(fields: Fields, ...records: readonly Values[]): Values {
  const result: Record<string, unknown> = {};
  for (const record of records) {
    for (const name of Object.keys(fields)) {
      if (record[name] !== undefined) result[name] = record[name];
    }
  }
  return result;
}

/** Checks the values against the fields as declared, required ones included. */
export function complete(fields: Fields, values: Values): Values {
  const result: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const parsed = field.safeParse(values[name]);
    if (parsed.success) {
      result[name] = parsed.data;
      continue;
    }
    const reason = values[name] === undefined ? 'is missing' : (parsed.error.issues[0]?.message ?? 'is not valid');
    throw errors.connectionIncomplete({ problem: `"${name}" ${reason}` });
  }
  return result;
}

/**
 * Connects to the first candidate that answers; when none does, throws what the last one said. What a JDBC URL names is
 * known only here, so that limits of access are checked here too.
 */
export async function connectFirst(
  driver: AnyDriver,
  { fields, candidates }: Pick<Source, 'fields' | 'candidates'>,
  request: ConnectRequest,
): Promise<{ readonly session: Session; readonly index: number }> {
  const { access } = request.context;
  if (access !== undefined) for (const candidate of candidates) await checkAccess(fields, candidate, access, '');
  let failure: unknown;
  for (const [index, candidate] of candidates.entries()) {
    try {
      return { session: await driver.connect(candidate, request), index };
    } catch (error) {
      failure = error;
      if (request.context.signal.aborted) break;
    }
  }
  throw failure;
}
