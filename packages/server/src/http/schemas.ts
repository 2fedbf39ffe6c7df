import type { FastifySchema } from 'fastify';
import type { RouteSpec } from '../contract/route.ts';
import { isPermission, permissions } from '../contract/access.ts';
import { problemSchema } from '../contract/parts.ts';

/** What Fastify checks and OpenAPI prints of a route. */
export function schemaOf(operationId: string, spec: RouteSpec): FastifySchema {
  const status = spec.reply === undefined ? 204 : (spec.status ?? 200);
  return {
    operationId,
    summary: spec.summary,
    tags: [operationId.split('.')[0] ?? ''],
    ...(spec.access === 'public' ? { security: [] } : { security: [{ token: [] }, { session: [] }] }),
    'x-access': spec.access,
    ...(isPermission(spec.access) ? { 'x-roles': permissions[spec.access].roles } : {}),
    ...(spec.params === undefined ? {} : { params: spec.params.loose() }),
    ...(spec.query === undefined ? {} : { querystring: spec.query }),
    ...(spec.body === undefined ? {} : { body: spec.body }),
    response: {
      ...(spec.reply === undefined ? {} : { [status]: spec.reply }),
      default: problemSchema,
    },
  } as FastifySchema;
}
