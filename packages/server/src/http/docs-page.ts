import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

const folder = new URL('../../pages/docs/', import.meta.url);
const files = [
  ['/docs', 'index.html', 'text/html; charset=utf-8'],
  ['/docs/page.js', 'page.js', 'text/javascript; charset=utf-8'],
  ['/docs/page.css', 'page.css', 'text/css; charset=utf-8'],
] as const;

/** `/docs`: every route for people to read, drawn from `/openapi.json` by a page of our own; nothing comes from elsewhere. */
export function addDocsPage(app: FastifyInstance): void {
  for (const [url, name, type] of files) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    app.get(url, { schema: { hide: true } as object }, async (_request, reply) => reply.type(type).send(text));
  }
}
