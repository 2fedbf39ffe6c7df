import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Connector, JsonValue } from '@sluice/core';
import { substituteVariables } from '@sluice/core';
import type { ConnectorLookup, Side } from '@sluice/engine';
import { cliErrors } from '../errors.ts';

export interface CopyOptions {
  /** For a side whose URL names no table. */
  readonly table?: string;
  readonly columns?: readonly string[];
  readonly where?: string;
  readonly mode?: string;
  readonly preSql?: readonly string[];
  /** Files have a first line of names. */
  readonly hasHeader?: boolean;
  /** Of standard input and output. */
  readonly format?: string;
  /** Dirty records allowed. */
  readonly maxDirty: string;
  /** Options by name, for what the URL cannot say. */
  readonly reader?: Readonly<Record<string, JsonValue>>;
  readonly writer?: Readonly<Record<string, JsonValue>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** The script of a copy from one URL to another. */
export async function copyJob(
  source: string,
  target: string,
  options: CopyOptions,
  connectors: ConnectorLookup,
): Promise<Record<string, JsonValue>> {
  const reader = await endOf(source, 'reader', options, connectors);
  const writer = await endOf(target, 'writer', options, connectors);
  const table = options.table ?? tableOf(reader.parameter);
  return {
    type: 'job',
    version: '2.0',
    steps: [stepOf(reader, 'reader', options, options.table), stepOf(writer, 'writer', options, table)],
    setting: { errorLimit: { record: options.maxDirty }, speed: { concurrent: 4, throttle: false } },
    order: { hops: [{ from: 'Reader', to: 'Writer' }] },
  };
}

/** Options that say what is read or written. */
const namesTables = ['table', 'querySql', 'connection'];

interface End {
  readonly connector: Connector;
  readonly parameter: Readonly<Record<string, JsonValue>>;
}

async function endOf(text: string, side: Side, options: CopyOptions, connectors: ConnectorLookup): Promise<End> {
  const url =
    text === '-' ? standardStream(options) : urlOf(substituteVariables(text, options.variables).text, connectors);
  const connector = await connectorOf(url, text, connectors);
  if (connector[side] === undefined) {
    throw cliErrors.usage({
      message: `${connector.title} has no ${side}.`,
      hint: 'sluice connectors shows what each connector can do.',
    });
  }
  return { connector, parameter: connector.urls?.toParameter(url, side) ?? {} };
}

/** Standard input and output are files called "-". */
function standardStream({ format }: CopyOptions): URL {
  if (format === undefined) throw cliErrors.formatNeeded();
  return new URL(`file:///-?fileFormat=${encodeURIComponent(format)}`);
}

/** Plain paths are files, or what their suffix says; a drive letter is no scheme. */
function urlOf(text: string, connectors: ConnectorLookup): URL {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1];
  const path = text.replace(/[?#].*$/s, '');
  const named = scheme === undefined ? connectors.nameByPath(path) : undefined;
  if (named !== undefined) return new URL(`${named}:${text}`);
  if (scheme === undefined) return pathUrl(text);
  if (scheme.toLowerCase() === 'file') return fileUrl(text.replace(/^file:(\/\/)?/i, ''));
  try {
    return new URL(text);
  } catch (error) {
    throw cliErrors.usage(
      {
        message: 'A URL of the copy cannot be read.',
        hint: 'Characters such as @, / and # in a password are written as %40, %2F and %23.',
      },
      error,
    );
  }
}

/** A path is taken as it is written, except for options at its end: `orders.csv?nullFormat=-`. */
function pathUrl(text: string): URL {
  const [, path = '', query = ''] = /^(.*?)(\?[a-z]\w*=.*)?$/is.exec(text) ?? [];
  return localUrl(path, query);
}

/** Escapes in it are read; what follows a question mark are options. */
function fileUrl(text: string): URL {
  const [, path = '', query = ''] = /^([^?#]*)([?#].*)?$/s.exec(text) ?? [];
  return localUrl(decodeURI(path), query);
}

/** Relative to the working folder. */
function localUrl(path: string, query: string): URL {
  // A slash at the end says that it is a folder.
  const end = path.endsWith('/') ? '/' : '';
  const url = pathToFileURL(resolve(path) + end);
  return new URL(url.href + query);
}

/** By name first, so that usually one connector is loaded and not all. */
async function connectorOf(url: URL, text: string, connectors: ConnectorLookup): Promise<Connector> {
  const scheme = url.protocol.slice(0, -1).toLowerCase();
  const schemes: string[] = [];
  const named = connectors.canonicalName(scheme);
  for (const name of new Set([...(named === undefined ? [] : [named]), ...connectors.names])) {
    const connector = await connectors.find(name);
    if (connector?.urls?.schemes.includes(scheme) === true) return connector;
    schemes.push(...(connector?.urls?.schemes.map((known) => `${known}:`) ?? []));
  }
  throw cliErrors.unknownUrl({ url: text.replace(/:.*/s, ':…'), schemes });
}

function tableOf({ table }: Readonly<Record<string, JsonValue>>): string | undefined {
  const first = Array.isArray(table) ? (table as readonly JsonValue[])[0] : table;
  return typeof first === 'string' ? first : undefined;
}

function stepOf(
  { connector, parameter }: End,
  side: Side,
  options: CopyOptions,
  table: string | undefined,
): Record<string, JsonValue> {
  const fields = connector[side]?.fields ?? {};
  const given: Readonly<Record<string, JsonValue | undefined>> = {
    table: tableOf(parameter) === undefined && table !== undefined ? [table] : undefined,
    column: options.columns ?? (parameter['column'] === undefined ? ['*'] : undefined),
    where: side === 'reader' ? options.where : undefined,
    writeMode: side === 'writer' ? options.mode : undefined,
    preSql: side === 'writer' ? options.preSql : undefined,
    skipHeader: side === 'reader' ? options.hasHeader : undefined,
    header: side === 'writer' ? options.hasHeader : undefined,
  };
  refuseLost(connector, fields, given);
  const understood = Object.entries(given).filter(
    ([name, value]) => value !== undefined && Object.hasOwn(fields, name),
  );
  const own = Object.entries(options[side] ?? {});
  const all: Record<string, JsonValue> = {
    ...parameter,
    ...(Object.fromEntries(understood) as Record<string, JsonValue>),
    ...Object.fromEntries(own),
  };
  if (Object.hasOwn(fields, 'table') && !namesTables.some((name) => Object.hasOwn(all, name))) {
    throw cliErrors.usage({
      message: `The ${side === 'reader' ? 'source' : 'target'} names no table of ${connector.title}.`,
      hint: 'Give it with --table NAME, or in the URL: behind the database, or as ?table=NAME.',
    });
  }
  return { stepType: connector.name, name: side === 'reader' ? 'Reader' : 'Writer', category: side, parameter: all };
}

/** Options of the command that mean one side, which has to know them: a filter that is left out copies too much. */
const flags: Readonly<Record<string, string>> = { where: '--where', writeMode: '--mode', preSql: '--pre-sql' };

function refuseLost(
  { title }: Connector,
  fields: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, JsonValue | undefined>>,
): void {
  const lost = Object.keys(flags).find((name) => given[name] !== undefined && !Object.hasOwn(fields, name));
  if (lost !== undefined)
    throw cliErrors.usage({
      message: `${title} cannot follow ${flags[lost]}.`,
      hint: 'Leave it out. sluice connectors shows the options of each connector.',
    });
}
