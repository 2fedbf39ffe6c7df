/** Runs the commands of a page as a reader would type them. */
import { chmodSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { Workplace, compileCache } from '../tests/e2e/sluice.ts';

const main = resolve(import.meta.dirname, '../packages/cli/src/main.ts');

/** The commands of the `sh` blocks of a page; blocks of other languages are for the eye. */
export function commandsOf(page: string): string {
  return [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]).join('\n');
}

/** A folder to work in, with a `sluice` that runs from the source. */
export function placeWithSluice(): Workplace {
  const place = new Workplace();
  const launcher = `#!/bin/sh\nexec '${process.execPath}' --conditions=development --disable-warning=ExperimentalWarning '${main}' "$@"\n`;
  chmodSync(place.write('bin/sluice', launcher), 0o755);
  return place;
}

/** Runs the commands of a page and answers what they print; each one must succeed. */
export function follow(page: string, place: Workplace, environment: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', commandsOf(page)], {
    cwd: place.folder,
    encoding: 'utf8',
    env: {
      ...environment,
      PATH: `${join(place.folder, 'bin')}:${process.env['PATH']}`,
      HOME: place.folder,
      LANG: 'C.UTF-8',
      SLUICE_STATE_DIR: place.state,
      NODE_COMPILE_CACHE: compileCache,
    },
  });
  const output = `${stdout}\n${stderr}`;
  expect(status, output).toBe(0);
  return output;
}
