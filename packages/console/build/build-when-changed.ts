/** Builds the console into dist/ when something it is made of has changed; whole or not at all. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = join(import.meta.dirname, '..');

/** Packages of ours take part as compiled: `tsc -b` comes first. */
const sources = [
  'src/**/*',
  'public/**/*',
  'build/**/*',
  'index.html',
  'vite.config.ts',
  'package.json',
  '../core/dist/**/*.js',
  '../server/dist/contract/**/*.js',
  '../../package-lock.json',
];

function stampOfSources(): string {
  const hash = createHash('sha256');
  const paths = globSync(sources, { cwd: folder, exclude: ['**/*.test.ts', '**/*.test.js'] }).sort();
  for (const path of paths) {
    const { mtimeMs, size } = statSync(join(folder, path));
    if (size > 0) hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}

function build(target: string): boolean {
  const require = createRequire(import.meta.url);
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vite, 'build', '--outDir', target, '--emptyOutDir', '--logLevel', 'warn'],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', NODE_ENV: 'production' } },
  );
  if (status !== 0) process.stderr.write(`${stdout}${stderr}`);
  return status === 0;
}

/** True when dist/ is as the sources say. */
export function buildWhenChanged(): boolean {
  const target = join(folder, 'dist');
  const stamp = join(target, '.stamp');
  const now = stampOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return true;
  process.stderr.write('Building the console ...\n');
  // Beside the old one, so that a server that runs always finds a whole build.
  const part = join(folder, '.cache', `dist.${process.pid}`);
  mkdirSync(dirname(part), { recursive: true });
  try {
    if (!build(part)) return false;
    writeFileSync(join(part, '.stamp'), now);
    rmSync(target, { recursive: true, force: true });
    try {
      renameSync(part, target);
    } catch (error) {
      // Another process was first, with the same sources.
      if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== now) throw error;
    }
    return true;
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exitCode = buildWhenChanged() ? 0 : 1;
