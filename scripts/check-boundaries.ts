/**
 * Checks the arrows between packages (ARCHITECTURE.md): who may import whom, that `core` needs nothing of Node, that a
 * connector stands on `core` and the families alone, and that client libraries load on first use.
 */
import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize, resolve } from 'node:path';
import { importsOf, packageOf, type Import } from './imports.ts';

/** Packages of ours that each one may import. Tests may import `testkit` besides, except those of `core`. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  engine: ['core'],
  connectors: ['core'],
  testkit: ['core'],
  server: ['core', 'connectors', 'engine'],
  cli: ['core', 'connectors', 'engine', 'server'],
  console: ['core', 'server'],
};

/** Parts of a package with a name of their own; everything else is imported by the name of its package. */
const openings: Readonly<Record<string, string>> = {
  'server/contract': 'server',
  'server/client': 'server',
  'server/small-heap': 'server',
  'connectors/errors': 'connectors',
};

/** Modules that the console's build makes. */
const madeByBuild = new Set(['virtual:contract']);

/** Folders of connectors that are a few lines over another one. */
const variants: Readonly<Record<string, string>> = { mariadb: 'mysql', 'oss-hdfs': 'hdfs' };

/** Packages that only testing code may use. */
const testTools = new Set(['vitest']);

export interface SourceFile {
  /** From the root, with `/`: `packages/core/src/data/batch.ts`. */
  readonly path: string;
  readonly source: string;
}

/** Declared dependencies by package of ours: `{ connectors: ['pg', …] }`. */
export type Declared = Readonly<Record<string, readonly string[]>>;

/** One sentence per import that breaks a rule, each with file and line. */
export function findViolations(files: readonly SourceFile[], declared: Declared): readonly string[] {
  return files.flatMap((file) =>
    importsOf(file.source).flatMap((each) => {
      const reason = violation(file.path, each, declared);
      return reason === undefined ? [] : [`${file.path}:${each.line} imports ${each.target}: ${reason}`];
    }),
  );
}

function violation(path: string, each: Import, declared: Declared): string | undefined {
  const [, owner = '', , folder = ''] = path.split('/');
  const isTest = isTestCode(path);
  if (each.target.startsWith('.')) {
    if (!isTest && isTestCode(each.target)) return 'only tests may use what belongs to tests';
    return relativeViolation(path, owner, folder, each);
  }
  if (each.target.startsWith('@sluice/')) return packageViolation(owner, isTest, each);
  if (owner === 'console' && madeByBuild.has(each.target)) return undefined;
  if (isBuiltin(each.target)) {
    return owner === 'core' && !isTest ? 'core also runs in the browser and uses nothing of Node' : undefined;
  }
  return externalViolation(owner, isTest, each, declared);
}

/** Tests, and files beside them that set up what several of them need: `test-database.ts`. */
function isTestCode(path: string): boolean {
  return /\.test\.tsx?$|(^|\/)test-[\w-]+\.ts$/.test(path);
}

function relativeViolation(path: string, owner: string, folder: string, each: Import): string | undefined {
  const target = normalize(join(dirname(path), each.target));
  if (!target.startsWith(`packages/${owner}/src/`)) return 'reaches outside of its package';
  if (owner !== 'connectors' || folder.endsWith('.ts') || isTestCode(path)) return undefined;
  const targetFolder = target.split('/')[3] ?? '';
  if ([folder, 'families', variants[folder]].includes(targetFolder)) return undefined;
  return folder === 'families' ? 'a family knows no connector' : 'a connector imports only its own folder and families';
}

function packageViolation(owner: string, isTest: boolean, { target, kind }: Import): string | undefined {
  const given = target.slice('@sluice/'.length);
  const name = openings[given] ?? given;
  if (owner === 'console' && name === 'server' && given !== 'server/client' && kind !== 'type' && !isTest)
    return 'the browser gets types from the server, and constants from virtual:contract';
  if (name.includes('/')) return 'other packages are imported by their name alone';
  if ((arrows[owner] ?? []).includes(name)) return undefined;
  if (isTest && name === 'testkit' && owner !== 'core') return undefined;
  return `${owner} may import ${arrows[owner]?.join(', ') || 'no other package'}`;
}

function externalViolation(owner: string, isTest: boolean, each: Import, declared: Declared): string | undefined {
  const name = packageOf(each.target);
  if (testTools.has(name)) return isTest || owner === 'testkit' ? undefined : 'only tests use it';
  if (!(declared[owner] ?? []).includes(name)) return `${name} is not a dependency of packages/${owner}/package.json`;
  if (owner === 'connectors' && each.kind === 'static' && !isTest)
    return 'a library is loaded on first use, by import()';
  return undefined;
}

function isBuiltin(target: string): boolean {
  return target.startsWith('node:') || builtinModules.includes(target);
}

function readDeclared(root: string): Declared {
  const declared: Record<string, string[]> = {};
  for (const owner of Object.keys(arrows)) {
    const text = readFileSync(join(root, 'packages', owner, 'package.json'), 'utf8');
    const manifest = JSON.parse(text) as { dependencies?: object; devDependencies?: object };
    declared[owner] = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  }
  return declared;
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const paths = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root });
  const files = paths.map((path) => ({ path, source: readFileSync(join(root, path), 'utf8') }));
  const violations = findViolations(files, readDeclared(root));
  for (const each of violations) console.log(each);
  console.log(`${paths.length} files, ${violations.length} forbidden imports`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
