import { addRoutes } from './http/routes.ts';
import { createApp } from './http/app.ts';
import { addDocsPage } from './http/docs-page.ts';
import { Idempotency } from './http/idempotency.ts';
import { Metrics } from './metrics/metrics.ts';
import { addMetrics } from './metrics/page.ts';
import { keyFileOf, storeUrlOf } from './operation/commands.ts';
import type { Subject, Ground } from './subject.ts';
import { compose, type House } from './compose.ts';
import { serveConsole } from './console/serve-console.ts';
import { loadKeyring } from './secrets/keyring.ts';
import { newServerId } from './store/server-id.ts';
import { openStore } from './store/open.ts';
import { serverLog } from './log.ts';
import type { Settings } from './settings.ts';
import type { Clock } from '@sluice/core';
import { systemClock } from '@sluice/engine';
import { version } from './version.ts';

export interface RunningServer {
  /** `http://127.0.0.1:7070` */
  readonly url: string;
  /** For tests and commands that work beside the HTTP API. */
  readonly ground: Ground;
  close(): Promise<void>;
}

/** Opens the store, starts every subject and listens. */
export async function startServer(
  settings: Settings,
  build: (ground: Ground) => House = compose,
  clock: Clock = systemClock,
): Promise<RunningServer> {
  const app = await createApp({
    version,
    logger: { level: settings.logLevel },
    requestsPerMinute: settings.requestsPerMinute,
    trustedProxies: settings.trustedProxies,
  });
  const store = await openStore(storeUrlOf(settings));
  const subjects: Subject[] = [];
  const close = async (): Promise<void> => {
    await app.close();
    for (const subject of subjects.toReversed()) await subject.stop?.();
    await store.close();
  };
  try {
    const keyring = loadKeyring({ file: keyFileOf(settings), text: settings.key });
    const ground: Ground = {
      settings,
      store,
      keyring,
      clock,
      log: serverLog(app.log),
      metrics: new Metrics(),
      serverId: newServerId(clock.now()),
    };
    addMetrics(app, ground);
    const house = build(ground);
    subjects.push(...house.subjects);
    const context = { gate: house.gate, audit: house.audit, idempotency: new Idempotency(store, () => clock.now()) };
    for (const { name, group, handlers } of subjects.flatMap((subject) => subject.routes))
      addRoutes(app, name, group, handlers, context);
    await app.register(async (plain) => {
      plain.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
      addDocsPage(plain);
    });
    await serveConsole(app);
    const url = await app.listen({ host: settings.host, port: settings.port });
    for (const subject of subjects) await subject.start?.();
    return { url, ground, close };
  } catch (error) {
    await close();
    throw error;
  }
}
