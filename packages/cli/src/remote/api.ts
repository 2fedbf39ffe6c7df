/** Any route of a server by its name, for scripts: `jobs.list limit=5`. */
import { ApiError, addressOf, contract, type RouteSpec } from '@sluice/server/contract';
import { suggest } from '@sluice/core';
import type { CommandContext, Outcome } from '../command/context.ts';
import { cliErrors } from '../errors.ts';
import { readTextFile } from '../job/read-text.ts';
import { tableLines } from '../terminal/table.ts';
import { readAll } from '../terminal/streams.ts';
import { connect, errorOf, serverOf, unreachable } from './connect.ts';

export interface ApiFlags {
  readonly body?: string;
  readonly ifMatch?: string;
}

/** `jobs.list` → its route. */
const routes: ReadonlyMap<string, RouteSpec> = new Map(
  Object.entries(contract).flatMap(([group, specs]) =>
    Object.entries(specs).map(([name, spec]): [string, RouteSpec] => [`${group}.${name}`, spec]),
  ),
);

/** Needs no server: they are those of this version. */
export function listRoutes(search: string | undefined): Outcome {
  const wanted = [...routes].filter(([name, { summary }]) =>
    `${name} ${summary}`.toLowerCase().includes((search ?? '').toLowerCase()),
  );
  const rows = wanted.map(([name, { method, path, summary }]) => [name, `${method} ${path}`, summary]);
  return {
    summary: `${wanted.length} routes`,
    result: wanted.map(([name, { method, path, summary, access }]) => ({ name, method, path, summary, access })),
    lines: tableLines([{ title: 'route' }, { title: 'request', maxWidth: 80 }, { title: '', maxWidth: 100 }], rows),
  };
}

/** @param given `name=value` of the path and the query. */
export async function callRoute(
  name: string,
  given: readonly string[],
  flags: ApiFlags,
  context: CommandContext,
): Promise<Outcome> {
  const spec = routes.get(name);
  if (spec === undefined) throw cliErrors.unknownRoute({ name, similar: suggest(name, [...routes.keys()]) });
  if (spec.stream !== undefined && context.wantsJson)
    throw cliErrors.usage({ message: `${name} answers a stream, no JSON.`, hint: 'Leave --json out.' });
  const { url, headers, project } = await serverFor(spec, given, context);
  const { params, query } = placesOf(spec, [...(project === undefined ? [] : [`project=${project}`]), ...given]);
  const body = flags.body === undefined ? undefined : await bodyOf(flags.body, context);
  const response = await fetch(`${url}${addressOf(spec, { params, query })}`, {
    method: spec.method,
    headers: {
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(flags.ifMatch === undefined ? {} : { 'if-match': `"${flags.ifMatch.replaceAll('"', '')}"` }),
    },
    ...(body === undefined ? {} : { body }),
  }).catch((error: unknown) => Promise.reject(unreachable(url, error)));
  return answerOf(name, response, context);
}

/** A route without a project needs none to be chosen. */
async function serverFor(spec: RouteSpec, given: readonly string[], context: CommandContext) {
  const isChosen = given.some((each) => each.startsWith('project='));
  if (!spec.path.includes(':project') || isChosen) return { ...serverOf(context), project: undefined };
  return connect(context);
}

function placesOf({ path }: RouteSpec, given: readonly string[]) {
  const params: Record<string, string> = {};
  const query: Record<string, string> = {};
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string);
  for (const each of given) {
    const [, name = '', value = ''] = /^([\w-]+)=([\s\S]*)$/.exec(each) ?? [];
    if (name === '')
      throw cliErrors.usage({
        message: `"${each}" is not of the form name=value.`,
        hint: `The path takes ${names.join(', ') || 'nothing'}.`,
      });
    (names.includes(name) ? params : query)[name] = value;
  }
  const missing = names.filter((name) => params[name] === undefined);
  if (missing.length > 0)
    throw cliErrors.usage({
      message: `The path ${path} needs ${missing.join(', ')}.`,
      hint: `Give ${missing.map((name) => `${name}=…`).join(' ')}.`,
    });
  return { params, query };
}

/** JSON itself, `@file`, or `-` for standard input. */
async function bodyOf(text: string, context: CommandContext): Promise<string> {
  const body =
    text === '-' ? await readAll(context.input()) : text.startsWith('@') ? readTextFile(text.slice(1)) : text;
  try {
    JSON.parse(body);
  } catch (error) {
    throw cliErrors.usage({
      message: `The body is no JSON: ${(error as Error).message}.`,
      hint: 'Write JSON, @file, or - for standard input.',
    });
  }
  return body;
}

async function answerOf(name: string, response: Response, { output }: CommandContext): Promise<Outcome> {
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok) {
    const problem = await response
      .json()
      .catch(() => ({ code: 'HTTP', status: response.status, detail: `The server answered ${response.status}.` }));
    throw errorOf(new ApiError(problem as ApiError['problem']));
  }
  const summary = `${name}: ${response.status}`;
  if (response.status === 204) return { summary, lines: [] };
  if (!type.includes('json') || type.includes('ndjson')) {
    for await (const bytes of response.body ?? []) await output.write(bytes);
    return { summary, lines: [] };
  }
  const value = (await response.json()) as object;
  return { summary, bare: value, lines: [JSON.stringify(value, undefined, 2)], isData: true };
}
