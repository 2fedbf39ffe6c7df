import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/dist/**'];
const inPackages = globSync(['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'], {
  cwd: import.meta.dirname,
  exclude,
});

/**
 * Tests that start servers say so by calling one of these, themselves or in a `test-….ts` beside them; they stay out of
 * the quick `unit` project.
 */
const startsServers = /\b(service|describeWithService|hasService|new WorkerProcesses|startTestHouse|startServer)\(/;
const withServers = inPackages.filter((file) => readTest(join(import.meta.dirname, file)).some(callsServers));

function readTest(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  const beside = [...text.matchAll(/from '(\.[^']*\/test-[\w-]+\.ts)'/g)].map((match) =>
    join(dirname(path), String(match[1])),
  );
  return [text, ...beside.filter((each) => existsSync(each)).map((each) => readFileSync(each, 'utf8'))];
}

function callsServers(text: string): boolean {
  return startsServers.test(text);
}

/** Put something in place of a module, or watch what loading one declares: they share modules with no other file. */
const needsOwnModules = /\b(vi\.mock|declaredErrors)\(/;
const alone = inPackages.filter((file) => needsOwnModules.test(readTest(join(import.meta.dirname, file))[0] ?? ''));
const inUnit = ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'];

/** Each starts servers of its own. */
const others = ['packages/console/test/**/*.test.ts', 'tests/**/*.test.ts', 'examples/**/*.test.ts'];

export default defineConfig({
  resolve: { conditions: ['development', 'node'] },
  ssr: { resolve: { conditions: ['development', 'node'] } },
  test: {
    globalSetup: ['packages/testkit/src/services/global-setup.ts'],
    globals: false,
    testTimeout: 30_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Files share the modules of their process: loading them again for each took a third of the time.
          isolate: false,
          include: inUnit,
          exclude: [...exclude, ...withServers, ...alone],
        },
      },
      {
        extends: true,
        test: { name: 'unit-alone', include: alone, exclude: [...exclude, ...withServers] },
      },
      {
        extends: true,
        test: { name: 'system', include: [...withServers, ...others], exclude },
      },
    ],
  },
});
