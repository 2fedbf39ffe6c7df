import { beforeAll, describe } from 'vitest';
import { hasService, service, type Server, type ServiceName } from './service.ts';

/**
 * A suite that needs a server. Skipped, with a reason at the end of the run, where there is none. The suite gets the
 * server by calling `server()` inside hooks and tests: an empty database of its own.
 */
export function describeWithService(name: ServiceName, title: string, suite: (server: () => Server) => void): void {
  describe.skipIf(!hasService(name))(title, () => {
    let server: Server | undefined;
    beforeAll(async () => {
      server = await (await service(name)).newDatabase();
    });
    suite(() => {
      if (server === undefined) throw new Error('The server is there inside hooks and tests only');
      return server;
    });
  });
}
