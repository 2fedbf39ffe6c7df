/**
 * Bundles the compiled command line into packages/cli/bundle/ when something was compiled since: a command then opens a
 * handful of files instead of four hundred, which halves its start. `packages/cli/bin/sluice` takes the bundle when it
 * is not older than what was compiled.
 */
import { existsSync, globSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import type { Plugin } from 'rolldown';

const packages = resolve(import.meta.dirname, '..', 'packages');
const target = join(packages, 'cli', 'bundle');

/** Files of earlier bundles stay for a day. */
const keptMs = 86_400_000;

/** Threads start from files of their own; they share the other files with the command. */
const entries = {
  main: 'cli/dist/main.js',
  'thread-worker': 'engine/dist/backends/thread-worker.js',
  connectors: 'connectors/dist/index.js',
};

/** Modules that name an entry, and what they say in the bundle. */
const named: Readonly<Record<string, readonly [string, string]>> = {
  'engine/dist/backends/threads.js': ['./thread-worker.js', './thread-worker.js'],
  'cli/dist/job/execute.js': [
    "import.meta.resolve('@sluice/connectors')",
    "new URL('./connectors.js', import.meta.url).href",
  ],
};

/** What else a module finds beside itself (pages, package.json, programs) stays where it was compiled to. */
const places: Plugin = {
  name: 'places',
  transform(code, id) {
    if (!id.startsWith(packages) || !code.includes('import.meta')) return null;
    const file = relative(packages, id);
    const names = named[file];
    if (names !== undefined) {
      if (!code.includes(names[0])) throw new Error(`${file} does not say ${names[0]} any more.`);
      return code.replace(...(names as [string, string]));
    }
    const url = `new URL(${JSON.stringify(`../../${file}`)}, import.meta.url)`;
    const folder = `process.getBuiltinModule('node:url').fileURLToPath(new URL('.', ${url}))`;
    return code.replace(/import\.meta\.(dirname|url)/g, (_, name) => (name === 'url' ? `${url}.href` : folder));
  },
};

/** Libraries stay where npm put them, but for those that every command needs. */
function isExternal(id: string): boolean {
  return !/^(?:[./]|@sluice\/|zod|commander)/.test(id);
}

/** Writes the new files beside the old ones: a process that still runs may yet load one of its own. */
async function bundle(): Promise<void> {
  const part = `${target}.${process.pid}`;
  const build = await rolldown({
    input: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(packages, file)])),
    platform: 'node',
    external: isExternal,
    plugins: [places],
    logLevel: 'warn',
  });
  const { output } = await build.write({ dir: part, chunkFileNames: 'chunk-[hash].js' });
  await build.close();
  mkdirSync(target, { recursive: true });
  const isEntry = (name: string): boolean => Object.hasOwn(entries, name.replace(/\.js$/, ''));
  const names = output
    .map(({ fileName }) => fileName)
    .sort((one, other) => Number(isEntry(one)) - Number(isEntry(other)));
  for (const name of names) renameSync(join(part, name), join(target, name));
  rmSync(part, { recursive: true });
  for (const name of readdirSync(target).filter((each) => !names.includes(each)))
    if (Date.now() - statSync(join(target, name)).mtimeMs > keptMs) rmSync(join(target, name));
}

/** Something was compiled after the bundle was made. */
function isStale(): boolean {
  const main = join(target, 'main.js');
  if (!existsSync(main)) return true;
  const made = statSync(main).mtimeMs;
  return globSync('*/dist/.tsbuildinfo', { cwd: packages }).some(
    (file) => statSync(join(packages, file)).mtimeMs > made,
  );
}

if (isStale()) await bundle();
