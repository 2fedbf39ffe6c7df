import { connect } from 'node:net';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { sendEvents } from './events.ts';

test('a client that does not read stops the source, and its going away ends it', async () => {
  let made = 0;
  let isEnded = false;
  const app = Fastify();
  app.get('/events', (request, reply) =>
    sendEvents(request, reply, async function* () {
      try {
        for (;;) {
          made++;
          yield { data: 'x'.repeat(64 * 1024) };
        }
      } finally {
        isEnded = true;
      }
    }),
  );
  const { hostname, port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const client = connect(Number(port), hostname);
  client.pause();
  client.write('GET /events HTTP/1.1\r\nHost: x\r\n\r\n');
  const settled = async (): Promise<number> => {
    const count = (): number => made;
    for (let before = -1; before !== count() || before === 0;) {
      before = count();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    return made;
  };
  // What the buffers of both ends hold: some megabytes at most.
  expect(await settled()).toBeLessThan(500);
  client.destroy();
  const hasEnded = (): boolean => isEnded;
  for (let turn = 0; turn < 100 && !hasEnded(); turn++) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isEnded).toBe(true);
  await app.close();
});
