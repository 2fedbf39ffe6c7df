/** The typed client of the contract: for the console, the command line and tests. Runs in browsers too. */
import type { Problem } from './parts.ts';
import type { BodyInput, ParamsOf, QueryInput, ReplyOf, RouteGroup, RouteSpec } from './route.ts';

export interface ClientOptions {
  /** `http://127.0.0.1:7070`; in the console empty. */
  readonly baseUrl: string;
  /** Sent with every request, for instance `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch?: typeof fetch;
}

/** What a call needs; parts that a route does not have are left out. */
export type CallInput<Route extends RouteSpec> = OptionalIfEmpty<'params', ParamsOf<Route>> &
  OptionalIfPartial<'query', QueryInput<Route>> &
  OptionalIfPartial<'body', BodyInput<Route>> & {
    /** Version that a change was made from. */
    readonly ifMatch?: number;
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };

type OptionalIfEmpty<Name extends string, Value> = keyof Value extends never
  ? { readonly [Key in Name]?: Value }
  : { readonly [Key in Name]: Value };
type OptionalIfPartial<Name extends string, Value> = undefined extends Value
  ? { readonly [Key in Name]?: never }
  : Record<string, never> extends Value
    ? { readonly [Key in Name]?: Value }
    : { readonly [Key in Name]: Value };

export type Client<Contract extends Readonly<Record<string, RouteGroup>>> = {
  readonly [Group in keyof Contract]: {
    readonly [Name in keyof Contract[Group]]: (
      ...input: Record<string, never> extends CallInput<Contract[Group][Name]>
        ? [input?: CallInput<Contract[Group][Name]>]
        : [input: CallInput<Contract[Group][Name]>]
    ) => Promise<ReplyOf<Contract[Group][Name]>>;
  };
};

/** A refusal of the server. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

export function createClient<const Contract extends Readonly<Record<string, RouteGroup>>>(
  contract: Contract,
  options: ClientOptions,
): Client<Contract> {
  const groups = Object.entries(contract).map(([name, group]) => {
    const calls = Object.entries(group).map(([key, route]) => {
      return [key, (input: AnyInput = {}) => send(route, input, options)] as const;
    });
    return [name, Object.fromEntries(calls)] as const;
  });
  return Object.fromEntries(groups) as unknown as Client<Contract>;
}

interface AnyInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

/** Path and query of a call; for downloads and event streams, which no client method covers. */
export function addressOf(route: RouteSpec, { params = {}, query = {} }: AnyInput = {}): string {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? (value as unknown[]) : [value])
      if (each !== undefined) search.append(name, String(each));
  return search.size === 0 ? path : `${path}?${search}`;
}

async function send(route: RouteSpec, input: AnyInput, options: ClientOptions): Promise<unknown> {
  const { body, ifMatch, idempotencyKey, signal } = input;
  const response = await (options.fetch ?? fetch)(`${options.baseUrl}${addressOf(route, input)}`, {
    method: route.method,
    headers: {
      ...options.headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response.status === 204 ? undefined : response.json();
}

async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    return JSON.parse(text) as Problem;
  } catch {
    const detail = `The server answered ${response.status} without an explanation.`;
    return { type: 'about:blank', title: 'HTTP', status: response.status, detail, code: 'HTTP', requestId: '' };
  }
}
