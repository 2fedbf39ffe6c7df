import { SluiceError, type ErrorKind } from '@sluice/core';
import { ApiError, contract, createClient, type Client } from '@sluice/server/contract';
import type { CommandContext } from '../command/context.ts';
import { cliErrors } from '../errors.ts';
import { addressOf, storedToken } from './tokens.ts';

export type Api = Client<typeof contract>;

/** A project of a server, and how to ask about it. */
export interface Remote {
  readonly url: string;
  readonly project: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly api: Api;
  /** What another command on this server has to repeat. */
  readonly flag: string;
}

/** Throws when there is no token, no such project, or no single one to choose. */
export async function connect(context: CommandContext): Promise<Remote> {
  const { settings, environment } = context;
  const { url, headers, api } = serverOf(context);
  const flag = environment['SLUICE_SERVER'] === settings.server ? '' : ` --server ${url}`;
  return { url, headers, api, flag, project: settings.project ?? (await onlyProject(api)) };
}

/** The server that was named. Throws `CLI_SERVER_NEEDED`, `CLI_NO_TOKEN`. */
export function serverOf(context: CommandContext): Pick<Remote, 'url' | 'headers' | 'api'> {
  const { settings, environment, secrets } = context;
  if (settings.server === undefined) throw cliErrors.serverNeeded();
  const url = addressOf(settings.server);
  const token = environment['SLUICE_TOKEN'] || storedToken(url, environment);
  if (token === undefined) throw cliErrors.noToken({ url });
  secrets.learn({ token }, environment);
  const headers = { authorization: `Bearer ${token}` };
  return { url, headers, api: clientOf(url, headers) };
}

async function onlyProject(api: Api): Promise<string> {
  const { projects } = await api.people.me();
  const [first, ...others] = projects;
  if (first !== undefined && others.length === 0) return first.name;
  throw cliErrors.projectNeeded({ projects: projects.map(({ name }) => name) });
}

/** A client whose errors are those of the command line. */
export function clientOf(url: string, headers: Readonly<Record<string, string>>): Api {
  const client = createClient(contract, {
    baseUrl: url,
    headers,
    fetch: (input, init) => fetch(input, init).catch((error: unknown) => Promise.reject(unreachable(url, error))),
  });
  return translated(client) as Api;
}

function translated(client: object): object {
  return Object.fromEntries(
    Object.entries(client as Record<string, Record<string, (input?: unknown) => Promise<unknown>>>).map(
      ([group, calls]) => [
        group,
        Object.fromEntries(
          Object.entries(calls).map(([name, call]) => [
            name,
            (input?: unknown) => call(input).catch((error: unknown) => Promise.reject(errorOf(error))),
          ]),
        ),
      ],
    ),
  );
}

/** What the server refused, as an error like any other. */
export function errorOf(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const { code, status, detail, hint, path, line, column } = error.problem;
  const kind: ErrorKind = status >= 500 || status === 429 ? 'environment' : 'config';
  const place = {
    ...(path === undefined ? {} : { path }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
  return new SluiceError({ code, kind, message: detail, hint, place, cause: error });
}

export function unreachable(url: string, error: unknown): Error {
  if (error instanceof Error && error.name === 'AbortError') return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return cliErrors.serverUnreachable({ url, reason }, error);
}

/** Reads an answer that is a stream, with the client's errors. */
export async function download(remote: Remote, path: string): Promise<AsyncIterable<Uint8Array>> {
  const response = await fetch(`${remote.url}${path}`, { headers: remote.headers }).catch((error: unknown) =>
    Promise.reject(unreachable(remote.url, error)),
  );
  if (response.ok && response.body !== null) return response.body;
  throw errorOf(new ApiError((await response.json()) as ApiError['problem']));
}
