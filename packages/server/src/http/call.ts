import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Role } from '../contract/access.ts';
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, RouteGroup, RouteSpec } from '../contract/route.ts';

/** Who calls. */
export interface Caller {
  readonly userId: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  /** Set when an API token was used instead of a session. */
  readonly tokenId?: string;
  /** IP address, for the audit log. */
  readonly address: string;
}

/** The project of the path, and the caller's role there. */
export interface ProjectScope {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** A checked request, as a handler sees it. */
export interface Call<Route extends RouteSpec> {
  readonly params: ParamsOf<Route>;
  readonly query: QueryOf<Route>;
  readonly body: BodyOf<Route>;
  /** Throws for public routes without a login. */
  readonly caller: Caller;
  /** Throws for routes without `:project`. */
  readonly project: ProjectScope;
  /** Of a versioned route's change: the version it was made from. */
  readonly ifMatch: number;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** What the audit log shall know beyond the request: the state before, the name of what was changed. */
  note(entry: AuditNote): void;
  /** For streams and cookies only. */
  readonly http: { readonly request: FastifyRequest; readonly reply: FastifyReply };
}

export interface AuditNote {
  /** Kind and name of what was changed, for instance `job orders`. */
  readonly target?: string;
  /** Without secrets. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One function per route of a group. */
export type Handlers<Group extends RouteGroup> = {
  readonly [Name in keyof Group]: (call: Call<Group[Name]>) => Promise<ReplyOf<Group[Name]>>;
};
