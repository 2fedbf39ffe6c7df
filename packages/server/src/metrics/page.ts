import { timingSafeEqual, createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { httpErrors } from '../http/errors.ts';
import type { Ground } from '../subject.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
/** A request with one of these came through a proxy, wherever the proxy is. */
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip'];

/** `/metrics`, and the times of all requests. */
export function addMetrics(app: FastifyInstance, { settings, metrics, store, clock }: Ground): void {
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    metrics.requestDone(method, routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { schema: { hide: true } as object }, async (request, reply) => {
    if (!mayScrape(request, settings.metricsToken))
      throw httpErrors.forbidden({ needs: settings.metricsToken === undefined ? 'this machine' : 'the metrics token' });
    const text = await metrics.text(store, clock.now());
    return reply.type(metrics.contentType).header('cache-control', 'no-store').send(text);
  });
}

/** With a token, whoever has it; without one, this machine alone. */
function mayScrape({ headers, socket }: FastifyRequest, token: string | undefined): boolean {
  if (token !== undefined) {
    const sent = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    return timingSafeEqual(digest(sent), digest(token));
  }
  const address = socket.remoteAddress ?? '';
  if (proxyHeaders.some((name) => headers[name] !== undefined)) return false;
  return isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
