import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { asSluiceError } from '@sluice/core';
import { grants, type Permission } from '../contract/access.ts';
import { isAudited, type RouteGroup, type RouteSpec } from '../contract/route.ts';
import type { AuditNote, Call, Caller, Handlers, ProjectScope } from './call.ts';
import { httpErrors } from './errors.ts';
import { etagOf, requireIfMatch } from './etags.ts';
import type { Idempotency } from './idempotency.ts';
import type { AuditLog, Gate } from './ports.ts';
import { schemaOf } from './schemas.ts';
import { requireStorable } from './texts.ts';

export interface RouteContext {
  readonly gate: Gate;
  readonly audit: AuditLog;
  readonly idempotency: Idempotency;
}

/** Adds all routes of a group to the server. `name` is the group's name in the contract. */
export function addRoutes<Group extends RouteGroup>(
  app: FastifyInstance,
  name: string,
  group: Group,
  handlers: Handlers<Group>,
  context: RouteContext,
): void {
  for (const [key, spec] of Object.entries(group)) {
    const handle = handlers[key] as unknown as (call: Call<RouteSpec>) => Promise<unknown>;
    const bound: Bound = { action: `${name}.${key}`, spec, handle, context };
    app.route({
      method: spec.method,
      url: spec.path,
      schema: schemaOf(`${name}.${key}`, spec),
      ...(spec.maxBodyBytes === undefined ? {} : { bodyLimit: spec.maxBodyBytes }),
      // Before the body is read: strangers send none, and learn nothing of its schema.
      preParsing: async (request, _reply, payload) => {
        await admitEarly(bound, request);
        return payload;
      },
      // Who has nothing to say leaves the body out.
      preValidation: async (request) => {
        if (spec.body !== undefined) request.body ??= {};
      },
      handler: (request, reply) => answer(bound, request, reply),
    });
  }
}

interface Bound {
  readonly action: string;
  readonly spec: RouteSpec;
  readonly handle: (call: Call<RouteSpec>) => Promise<unknown>;
  readonly context: RouteContext;
}

async function answer(bound: Bound, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { spec, context } = bound;
  const notes: AuditNote[] = [];
  const who = admitted.get(request) ?? {};
  try {
    requireStorable({ 'the query': request.query, 'the body': request.body });
    const call = callOf(spec, request, reply, who, notes);
    const key = spec.isIdempotent === true ? request.headers['idempotency-key'] : undefined;
    const perform = async () => ({ status: spec.status ?? 200, body: await bound.handle(call) });
    const { status, body } =
      typeof key === 'string'
        ? await context.idempotency.once({ key, caller: who.caller, request }, perform)
        : await perform();
    await remember(bound, request, who, { ...merged(notes), outcome: 'done' });
    if (spec.stream !== undefined) return reply;
    if (spec.reply === undefined) return await reply.code(204).send();
    const etag = spec.isVersioned === true || spec.method === 'GET' ? etagOf(body) : undefined;
    if (etag !== undefined) void reply.header('etag', etag);
    return await reply.code(status).send(body);
  } catch (error) {
    const { code } = asSluiceError(error);
    await remember(bound, request, who, { ...merged(notes), outcome: 'refused', code });
    throw error;
  }
}

const admitted = new WeakMap<FastifyRequest, Admitted>();

async function admitEarly(bound: Bound, request: FastifyRequest): Promise<void> {
  const who: Admitted = {};
  try {
    requireStorable({ 'the path': request.params });
    await admit(bound.spec, request, bound.context.gate, who);
    admitted.set(request, who);
  } catch (error) {
    await remember(bound, request, who, { outcome: 'refused', code: asSluiceError(error).code });
    throw error;
  }
}

/** Filled as far as it is known: a refusal tells who was refused. */
interface Admitted {
  caller?: Caller;
  project?: ProjectScope;
}

/** Throws unless the caller may use the route. */
async function admit(spec: RouteSpec, request: FastifyRequest, gate: Gate, who: Admitted): Promise<void> {
  if (spec.access === 'public') return;
  const caller = await gate.callerOf(request);
  if (caller === undefined) throw httpErrors.notSignedIn();
  who.caller = caller;
  if (!gate.allows(caller, spec)) throw httpErrors.forbidden({ needs: `a token that covers ${spec.access}` });
  if (spec.access === 'signedIn') return;
  if (spec.access === 'installation') {
    if (!caller.isAdministrator) throw httpErrors.forbidden({ needs: 'an administrator of the installation' });
    return;
  }
  const name = String((request.params as Readonly<Record<string, string>>)['project']);
  const project = await gate.projectOf(caller, name);
  if (project === undefined) throw httpErrors.notFound({ what: 'project', name });
  who.project = project;
  if (!grants(project.role, spec.access as Permission)) throw httpErrors.forbidden({ needs: `"${spec.access}"` });
}

function callOf(
  spec: RouteSpec,
  request: FastifyRequest,
  reply: FastifyReply,
  who: Admitted,
  notes: AuditNote[],
): Call<RouteSpec> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return {
    params: request.params as never,
    query: request.query as never,
    body: request.body as never,
    get caller() {
      if (who.caller === undefined) throw httpErrors.notSignedIn();
      return who.caller;
    },
    get project() {
      if (who.project === undefined) throw new Error(`${spec.path} has no project`);
      return who.project;
    },
    get ifMatch() {
      return requireIfMatch(request.headers['if-match']);
    },
    signal: gone.signal,
    note: (entry) => notes.push(entry),
    http: { request, reply },
  };
}

function merged(notes: readonly AuditNote[]): AuditNote {
  return Object.assign({}, ...notes) as AuditNote;
}

/** Changes and refused attempts at them are remembered; looking is not. */
async function remember(
  { action, spec, context }: Bound,
  request: FastifyRequest,
  { caller, project }: Admitted,
  entry: AuditNote & { readonly outcome: 'done' | 'refused'; readonly code?: string },
): Promise<void> {
  if (!isAudited(spec)) return;
  await context.audit.record({
    ...entry,
    action,
    caller,
    address: request.ip,
    projectId: project?.id,
    requestId: request.id,
  });
}
