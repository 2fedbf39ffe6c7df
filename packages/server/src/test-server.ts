/** A server for tests of one subject: real HTTP and a real store, with a gate that believes what the test says. */
import type { Clock } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import type { Role } from './contract/access.ts';
import { createClient, type Client } from './contract/client.ts';
import type { RouteGroup } from './contract/route.ts';
import type { House } from './compose.ts';
import type { AuditEntry } from './http/ports.ts';
import { startServer, type RunningServer } from './server.ts';
import { readSettings } from './settings.ts';
import type { Ground, Subject } from './subject.ts';

export interface TestServer<Contract extends Readonly<Record<string, RouteGroup>>> {
  readonly server: RunningServer;
  /** A client that is `role` in every project, and its user id is `user-<role>`. */
  as(role: Role | 'installation'): Client<Contract>;
  /** Headers of such a client, for streams and downloads. */
  headersOf(role: Role | 'installation'): Readonly<Record<string, string>>;
  readonly audited: readonly AuditEntry[];
}

export interface TestServerOptions<Contract> {
  readonly contract: Contract;
  readonly subjects: (ground: Ground) => readonly Subject[];
  /** Default: SQLite in memory. */
  readonly databaseUrl?: string;
  readonly dataFolder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default: the time of the machine. */
  readonly clock?: Clock;
  /** Id of a project by its name; default: the name with `project-` before it. */
  readonly projectId?: (name: string) => string;
}

/** Roles are told in a header that only this gate reads. */
const roleHeader = 'x-test-role';

export async function startTestServer<const Contract extends Readonly<Record<string, RouteGroup>>>(
  options: TestServerOptions<Contract>,
): Promise<TestServer<Contract>> {
  const audited: AuditEntry[] = [];
  const { databaseUrl = ':memory:', dataFolder = temporaryFolder(), projectId = (name) => `project-${name}` } = options;
  const settings = readSettings({}, { port: 0, logLevel: 'error', dataFolder, databaseUrl, ...options.settings });
  const build = (ground: Ground): House => ({
    subjects: options.subjects(ground),
    audit: { record: async (entry) => void audited.push(entry) },
    gate: {
      async callerOf({ headers, ip }) {
        const role = headers[roleHeader];
        if (typeof role !== 'string') return undefined;
        return { userId: `user-${role}`, name: role, isAdministrator: role === 'installation', address: ip };
      },
      projectOf: async ({ name: role }, name) => ({ id: projectId(name), name, role: role as Role }),
      allows: () => true,
    },
  });
  const server = await startServer(settings, build, options.clock);
  const headersOf = (role: string) => ({ [roleHeader]: role });
  return {
    server,
    audited,
    headersOf,
    as: (role) => createClient(options.contract, { baseUrl: server.url, headers: headersOf(role) }),
  };
}
