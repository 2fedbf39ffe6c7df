/** Serves the built console at `/`. Its pages have addresses of their own, so whatever is no file is the start page. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import staticFiles from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** From `src/console` and from `dist/console`. */
const builtFolder = join(import.meta.dirname, '..', '..', '..', 'console', 'dist');

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Sluice</title>
<h1>The console is not built</h1>
<p>The server runs, and so does its API (<a href="/openapi.json">/openapi.json</a>).
Run <code>npm run build</code>, then start the server again.</p>
</html>
`;

/** Names of built files carry a hash of their content. */
const hashed = { maxAge: '365d', immutable: true } as const;
const topLevelFile = /^\/[\w-]+\.(?:svg|ico|png|txt|webmanifest)$/;

/** Call it after all other routes are known. */
export async function serveConsole(app: FastifyInstance, folder = builtFolder): Promise<void> {
  const isBuilt = existsSync(join(folder, 'index.html'));
  await app.register(async (plain) => {
    if (isBuilt) await plain.register(staticFiles, { root: folder, serve: false, preCompressed: true });
    plain.get('/*', { schema: { hide: true }, config: { rateLimit: false } }, async (request, reply) => {
      const [path = '/'] = request.url.split('?');
      if (path.startsWith('/api/')) return reply.callNotFound();
      if (isBuilt && path.startsWith('/assets/')) return reply.sendFile(path.slice(1), hashed);
      if (isBuilt && topLevelFile.test(path)) return reply.sendFile(path.slice(1), { maxAge: '1h' });
      if (!wantsPage(request)) return reply.callNotFound();
      return sendPage(reply, isBuilt);
    });
  });
}

/** Browsers say so when they open an address; programs that mistyped one get a 404. */
function wantsPage({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').includes('text/html');
}

/** Asked for again each time, so that a new build is seen at once. */
function sendPage(reply: FastifyReply, isBuilt: boolean): FastifyReply {
  void reply.header('cache-control', 'no-cache');
  if (isBuilt) return reply.sendFile('index.html', { cacheControl: false });
  return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
}
