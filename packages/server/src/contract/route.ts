/**
 * Routes are data: the server, the permission tests, OpenAPI and the typed clients (console, command line) all derive
 * from one list.
 */
import type { z } from 'zod';
import type { Access } from './access.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RouteSpec {
  readonly method: Method;
  /** With `:name` for parameters. `:project` is the name of a project; everything below belongs to it. */
  readonly path: string;
  /** One line for people. */
  readonly summary: string;
  readonly access: Access;
  /** Parameters of the path; those not named here are texts. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent: the answer has no body (204). */
  readonly reply?: z.ZodType;
  /** Of a successful answer; default 200, or 204 without a reply. */
  readonly status?: 200 | 201 | 202;
  /**
   * Two people may edit the same thing: the reply's `version` is its ETag, and a change must say with If-Match which
   * version it was made from.
   */
  readonly isVersioned?: boolean;
  /** Accepts an `Idempotency-Key`: the same key gives the same answer and has its effect once. */
  readonly isIdempotent?: boolean;
  /** The answer is not JSON: server-sent events, resumable by `Last-Event-ID`, a file, or the way to another page. */
  readonly stream?: 'events' | 'download' | 'redirect';
  /** Bytes of the body at most; default 1 MiB. */
  readonly maxBodyBytes?: number;
  /** Not in the audit log although it is no GET: a test, a preview. */
  readonly isReadOnly?: boolean;
  /** In the audit log although it is a GET: the return from a sign-in elsewhere. */
  readonly isSignIn?: boolean;
}

/** Whether calls, done and refused, are remembered in the audit log. */
export function isAudited({ method, isReadOnly = false, isSignIn = false }: RouteSpec): boolean {
  return isSignIn || (method !== 'GET' && !isReadOnly);
}

export type RouteGroup = Readonly<Record<string, RouteSpec>>;

/** Keeps the exact types of a group's schemas. */
export function defineRoutes<const Group extends RouteGroup>(group: Group): Group {
  return group;
}

type InputOf<Schema, Otherwise> = Schema extends z.ZodType ? z.output<Schema> : Otherwise;

export type ParamsOf<Route extends RouteSpec> = InputOf<Route['params'], unknown> &
  Omit<PathParams<Route['path']>, keyof InputOf<Route['params'], unknown>>;
export type QueryOf<Route extends RouteSpec> = InputOf<Route['query'], Record<string, never>>;
export type BodyOf<Route extends RouteSpec> = InputOf<Route['body'], undefined>;
export type ReplyOf<Route extends RouteSpec> = InputOf<Route['reply'], void>;
/** What a client sends: defaults are optional there. */
export type BodyInput<Route extends RouteSpec> = Route['body'] extends z.ZodType ? z.input<Route['body']> : undefined;
export type QueryInput<Route extends RouteSpec> = Route['query'] extends z.ZodType
  ? z.input<Route['query']>
  : undefined;

type PathParams<Path extends string> = { readonly [Name in NamesIn<Path>]: string };
type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;
