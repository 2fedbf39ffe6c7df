import type { FastifyRequest } from 'fastify';
import type { RouteSpec } from '../contract/route.ts';
import type { AuditNote, Caller, ProjectScope } from './call.ts';

/** Who is calling; given by `users/`. */
export interface Gate {
  /** The caller by session cookie or bearer token; undefined without one. Throws when it is wrong or expired. */
  callerOf(request: FastifyRequest): Promise<Caller | undefined>;
  /** The project and the caller's role; undefined when there is none or the caller does not belong to it. */
  projectOf(caller: Caller, projectName: string): Promise<ProjectScope | undefined>;
  /** An API token may be limited to some permissions. */
  allows(caller: Caller, route: RouteSpec): boolean;
}

/** Remembers what was changed; given by `audit/`. */
export interface AuditLog {
  record(entry: AuditEntry): Promise<void>;
}

export interface AuditEntry extends AuditNote {
  /** `jobs.update` */
  readonly action: string;
  readonly caller: Caller | undefined;
  readonly address: string;
  readonly projectId: string | undefined;
  readonly outcome: 'done' | 'refused';
  /** Of the refusal. */
  readonly code?: string;
  readonly requestId: string;
}
