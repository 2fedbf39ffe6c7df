import { addressOf, ApiError, createClient } from '@sluice/server/client';
import type { ReplyOf, RouteSpec } from '@sluice/server/contract';
import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { contract } from 'virtual:contract';

/** The server: `api.jobs.list({ params: { project } })`. Refusals are thrown as `ApiError`. */
export const api = createClient(contract, { baseUrl: '' });

export { addressOf, ApiError, contract };

type Contract = typeof contract;

/** What a route answers: `Reply<'jobs', 'get'>`. */
export type Reply<
  Group extends keyof Contract,
  Name extends keyof Contract[Group],
> = Contract[Group][Name] extends RouteSpec ? ReplyOf<Contract[Group][Name]> : never;

/** An item of a list: `Item<'jobs', 'list'>`. */
export type Item<Group extends keyof Contract, Name extends keyof Contract[Group]> =
  Reply<Group, Name> extends { readonly items: readonly (infer Each)[] } ? Each : never;

/**
 * Keys of everything that is kept in the page. A key begins with its project, so that a change can tell what is stale:
 * `queries.invalidateQueries({ queryKey: keys.of(project, 'jobs') })`.
 */
export const keys = {
  me: ['me'] as const,
  installation: (...parts: readonly unknown[]) => ['installation', ...parts] as const,
  of: (project: string, ...parts: readonly unknown[]) => ['project', project, ...parts] as const,
};

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: (error, { queryKey }) => noteSignedOut(error, queryKey) }),
  mutationCache: new MutationCache({ onError: (error) => noteSignedOut(error, []) }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      // What the server refuses it refuses again; a lost connection is worth a second try.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.problem.status < 500),
    },
  },
});

/** A session ends while pages are open: asking who is looking again leads to the login. */
function noteSignedOut(error: unknown, queryKey: readonly unknown[]): void {
  if (isSignedOut(error) && queryKey[0] !== keys.me[0]) void queries.invalidateQueries({ queryKey: keys.me });
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 401;
}

/** Queries that many pages share. */
export const shared = {
  about: queryOptions({ queryKey: keys.installation('about'), queryFn: () => api.system.about(), staleTime: 60_000 }),
  me: queryOptions({ queryKey: keys.me, queryFn: () => api.people.me(), staleTime: 60_000 }),
  connectors: queryOptions({
    queryKey: keys.installation('connectors'),
    queryFn: async () => (await api.connectors.list()).items,
    staleTime: Infinity,
  }),
  resourceGroups: queryOptions({
    queryKey: keys.installation('resource-groups'),
    queryFn: async () => (await api.resourceGroups.list()).items,
  }),
  projects: queryOptions({
    queryKey: keys.installation('projects'),
    queryFn: async () => (await api.projects.list()).items,
    staleTime: 60_000,
  }),
  project: (project: string) =>
    queryOptions({
      queryKey: keys.of(project, 'settings'),
      queryFn: () => api.projects.get({ params: { project } }),
      staleTime: 60_000,
    }),
  dataSources: (project: string) =>
    queryOptions({
      queryKey: keys.of(project, 'data-sources', 'all'),
      queryFn: () =>
        everyPage((cursor) => api.dataSources.list({ params: { project }, query: { limit: 500, cursor } })),
    }),
};

/** At most 5,000 items; longer lists are for pages of their own. */
export async function everyPage<Each>(
  load: (cursor: string | undefined) => Promise<{ readonly items: readonly Each[]; readonly nextCursor?: string }>,
): Promise<readonly Each[]> {
  const items: Each[] = [];
  let cursor: string | undefined;
  do {
    const page = await load(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < 5_000);
  return items;
}

/** An error for people: always a code and a sentence. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly requestId?: string;
  /** What the sentences are made of. */
  readonly values?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly status?: number;
}

/** Any thrown value. What is no answer of the server is a connection that did not work. */
export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof ApiError) {
    const { detail, title: _title, type: _type, requestId, values, ...rest } = thrown.problem;
    return {
      ...rest,
      message: detail,
      ...(values === undefined ? {} : { values }),
      ...(requestId === '' ? {} : { requestId }),
    };
  }
  if (thrown instanceof TypeError && /fetch|network/i.test(thrown.message))
    return { code: 'NO_CONNECTION', message: thrown.message };
  return { code: 'PAGE', message: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** True for a change that was made from an older version than the stored one. */
export function isConflict(thrown: unknown): boolean {
  return thrown instanceof ApiError && thrown.problem.status === 412;
}
