import { readFileSync } from 'node:fs';

export interface VersionFacts {
  readonly version: string;
  readonly node: string;
  readonly platform: string;
  readonly architecture: string;
}

/** What `sluice --version --json` prints. */
export function version(): VersionFacts {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return {
    version: (JSON.parse(text) as { version: string }).version,
    node: process.version.slice(1),
    platform: process.platform,
    architecture: process.arch,
  };
}
