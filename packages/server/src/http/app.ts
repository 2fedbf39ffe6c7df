import Fastify, { type FastifyInstance } from 'fastify';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import {
  createJsonSchemaTransform,
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { httpErrors } from './errors.ts';
import { completeDocument } from './openapi.ts';
import { problemOf, problemType } from './problems.ts';

export interface AppOptions {
  readonly version: string;
  /** Where log lines go; false: nowhere. */
  readonly logger: boolean | object;
  /** Requests of one address per minute. */
  readonly requestsPerMinute: number;
  /** Believe `X-Forwarded-*` of these proxies. */
  readonly trustedProxies: readonly string[];
}

/** Told to clients that came while everything was busy. */
const retryAfterSeconds = 5;

/** The server without its routes: checks, limits, headers, errors, OpenAPI. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: options.logger,
    bodyLimit: 1024 * 1024,
    requestTimeout: 60_000,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    routerOptions: { maxParamLength: 512 },
    genReqId: () => crypto.randomUUID(),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(cookie);
  await app.register(helmet, { contentSecurityPolicy: { directives: contentPolicy } });
  await app.register(rateLimit, {
    max: options.requestsPerMinute,
    errorResponseBuilder: (_request, { ttl }) => httpErrors.tooMany({ seconds: Math.ceil(ttl / 1000) }),
  });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Sluice', version: options.version },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'sluice_session' },
        },
      },
    },
    transform: createJsonSchemaTransform({}),
    transformObject: completeDocument,
  });
  app.setErrorHandler((error, request, reply) => {
    const { bodyLimit } = request.routeOptions;
    const isTooLarge = (error as { readonly code?: string }).code === 'FST_ERR_CTP_BODY_TOO_LARGE';
    const known = hasZodFastifySchemaValidationErrors(error) ? invalid(error) : error;
    const problem = problemOf(isTooLarge ? httpErrors.tooLarge({ maxBytes: bodyLimit }, error) : known, request.id);
    if (problem.status >= 500) request.log.error({ err: error }, 'request failed');
    if (problem.status === 503) void reply.header('retry-after', String(retryAfterSeconds));
    return reply.code(problem.status).type(problemType).send(problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = problemOf(
      httpErrors.notFound({ what: 'route', name: `${request.method} ${request.url}` }),
      request.id,
    );
    return reply.code(404).type(problemType).send(problem);
  });
  return app;
}

const contentPolicy = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  // Component libraries set styles of elements.
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  frameAncestors: ["'none'"],
  // Behind TLS the proxy says so itself; on loopback there is none.
  upgradeInsecureRequests: null,
};

/** The first thing that does not fit the schema, with its place. */
function invalid(error: unknown): Error {
  const { validation, validationContext } = error as {
    readonly validation: readonly { readonly instancePath: string; readonly message?: string }[];
    readonly validationContext?: string;
  };
  const [first] = validation;
  const path = (first?.instancePath ?? '').slice(1).replaceAll('/', '.');
  const where = validationContext === 'querystring' ? 'the query' : `the ${validationContext ?? 'body'}`;
  const problem = `${path === '' ? where : `"${path}"`}: ${first?.message ?? 'not understood'}`;
  return httpErrors.invalid({ where, problem: problem.replace(/\.$/, '') }).at({ path });
}
