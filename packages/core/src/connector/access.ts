/**
 * What connectors may reach: hosts, and files of the machine they run on. The command line reaches whatever its user
 * may; a server that works for many people gives limits. Fields say by their role which values lead out.
 */
import { joinPath } from '../job/path.ts';
import { SluiceError } from '../errors/define.ts';
import { shapeOf } from './field-shape.ts';
import type { FieldRole, Fields } from './fields.ts';

/** Limits of whoever runs the engine. */
export interface Access {
  /** Throws unless the file or folder may be opened, symbolic links followed. It need not exist yet. */
  file(path: string): void;
  /** The same for a file that `${file:…}` names. */
  secretFile(path: string): void;
  /** Throws unless the host, and every address that its name leads to, may be connected to. */
  host(host: string): Promise<void>;
}

/** A value that leads out of the process. */
export interface Reached {
  readonly role: FieldRole;
  readonly value: string;
  /** Where it stands: `steps[0].parameter.host`. */
  readonly path: string;
}

/**
 * Throws what `access` has against the values of these fields, with the place of the value.
 *
 * @param path of `values`, for the error.
 */
export async function checkAccess(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  access: Access,
  path: string,
): Promise<void> {
  for (const reached of reachedBy(fields, values, path)) {
    try {
      await checkOne(reached, access);
    } catch (error) {
      throw error instanceof SluiceError && reached.path !== '' ? error.at({ path: reached.path }) : error;
    }
  }
}

async function checkOne({ role, value }: Reached, access: Access): Promise<void> {
  if (role === 'localPath') {
    if (value !== '') access.file(value);
    return;
  }
  if (role === 'localPathOrText') {
    if (value.trim() !== '' && !isText(value)) access.file(value.trim());
    return;
  }
  const isSocket = role === 'address' && value.trim().startsWith('/');
  if (isSocket) access.file(value.trim());
  else for (const host of hostsIn(value, role)) await access.host(host);
}

/** A PEM, or keys as OpenSSH and PuTTY write them. */
function isText(value: string): boolean {
  return value.includes('-----BEGIN') || (/\sAAAA/.test(value) && !/^[/~]|\.\.\//.test(value));
}

/** Values of fields with a role, wherever they stand in groups and lists. */
export function* reachedBy(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
  path: string,
): Generator<Reached> {
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    if (value === undefined || value === null) continue;
    const shape = shapeOf(field);
    const role = shape.info?.role ?? (shape.item === undefined ? undefined : shapeOf(shape.item).info?.role);
    const place = joinPath(path, name);
    if (role !== undefined) yield* textsOf(value, role, place);
    else if (shape.fields !== undefined) yield* inside(shape.fields, value, place);
  }
}

function* inside(fields: Fields, value: unknown, path: string): Generator<Reached> {
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* inside(fields, item, joinPath(path, index));
  else if (typeof value === 'object' && value !== null)
    yield* reachedBy(fields, value as Readonly<Record<string, unknown>>, path);
}

/** Of an object with free keys those count that say «address». */
function* textsOf(value: unknown, role: FieldRole, path: string): Generator<Reached> {
  if (typeof value === 'string') yield { role, value, path };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* textsOf(item, role, joinPath(path, index));
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value))
      if (/address/i.test(key)) yield* textsOf(member, role, joinPath(path, key));
}

/**
 * Hosts that a value names, in lower case and without ports: `db1,db2:3307`, `[::1]:5432`, every URL in it, JDBC URLs
 * included. With the role `url` a value without a URL names none.
 */
export function hostsIn(value: string, role: FieldRole): readonly string[] {
  const authorities = [...value.matchAll(/:\/\/([^\s/\\?#;]*)/g)].map(([, authority = '']) =>
    authority.slice(authority.lastIndexOf('@') + 1),
  );
  const lists = authorities.length > 0 || role === 'url' ? authorities : [value];
  return lists.flatMap((list) => list.split(',')).flatMap((entry) => bareHost(entry.trim()));
}

function bareHost(entry: string): readonly string[] {
  const inBrackets = /^\[([^\]]*)\]/.exec(entry)?.[1];
  const host = inBrackets ?? (/^[^:]*:\d*$/.test(entry) ? entry.slice(0, entry.indexOf(':')) : entry);
  return host === '' ? [] : [host.toLowerCase()];
}
