/** What work in this server's processes may reach: made from its settings, told to the processes in their environment. */
import { lookup } from 'node:dns/promises';
import { mkdirSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { Access } from '@sluice/core';
import type { Settings } from '../settings.ts';
import { accessErrors } from './access-errors.ts';
import { insideCheck } from './files.ts';
import { hostCheck, type HostRules } from './hosts.ts';

/** Plain JSON. */
export interface Limits {
  readonly hosts: HostRules;
  /** Folders whose files jobs may name; relative paths begin in the first. */
  readonly fileRoots: readonly string[];
  /** Folders of files that `${file:…}` may name. */
  readonly secretRoots: readonly string[];
  /** Never, unless a root lies inside: the server's own files. */
  readonly hidden: readonly string[];
}

/** The limits that the settings say. Makes the folders: work begins in the first one. */
export function limitsOf(settings: Settings): Limits {
  const { allowedHosts, deniedHosts, dataFolder, keyFile } = settings;
  const fileRoots = settings.fileRoots.length > 0 ? settings.fileRoots : [join(dataFolder, 'files')];
  const secretRoots = settings.secretRoots.length > 0 ? settings.secretRoots : [join(dataFolder, 'secrets')];
  for (const folder of [...fileRoots, ...secretRoots]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    hosts: { allowed: allowedHosts, denied: deniedHosts },
    fileRoots: fileRoots.map((root) => resolve(root)),
    secretRoots: secretRoots.map((root) => resolve(root)),
    hidden: [resolve(dataFolder), ...(keyFile === undefined ? [] : [resolve(keyFile)])],
  };
}

/** Applies the limits: to options of connectors before they are opened, and to files when they are. */
export function createAccess({ hosts, fileRoots, secretRoots, hidden }: Limits): Access {
  const permits = hostCheck(hosts);
  const [isFile, isSecret] = [insideCheck(fileRoots, hidden), insideCheck(secretRoots, hidden)];
  return {
    file(path) {
      if (!isFile(path)) throw accessErrors.fileDenied({ path });
    },
    secretFile(path) {
      if (!isSecret(path)) throw accessErrors.secretFileDenied({ path });
    },
    async host(host) {
      if (!permits(host, await addressesOf(host))) throw accessErrors.hostDenied({ host });
    },
  };
}

/** Empty when the name is not known: connecting to it will say so. */
async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  return lookup(host, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
}

const variable = 'SLUICE_WORKER_LIMITS';

/** For the environment of a worker process. */
export function limitsVariable(limits: Limits): Readonly<Record<string, string>> {
  return { [variable]: JSON.stringify(limits) };
}

/** The limits of this worker process; undefined where nobody set any: in tests. */
export function ownLimits(environment: Readonly<Record<string, string | undefined>> = process.env): Limits | undefined {
  const text = environment[variable];
  return text === undefined ? undefined : (JSON.parse(text) as Limits);
}

/** What goes into a request to the engine. */
export function ownAccess(): { readonly access?: Access } {
  const limits = ownLimits();
  return limits === undefined ? {} : { access: createAccess(limits) };
}
