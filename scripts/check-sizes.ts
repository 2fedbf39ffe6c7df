/** Checks that source files stay small: over 300 lines is listed, over 500 fails; tests and generated files are free. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const listedOver = 300;
const failedOver = 500;

export interface SizedFile {
  readonly path: string;
  readonly lines: number;
}

export interface SizeReport {
  readonly large: readonly SizedFile[];
  readonly tooLarge: readonly SizedFile[];
  readonly largest: readonly SizedFile[];
  readonly median: number;
}

export function reportSizes(files: readonly SizedFile[]): SizeReport {
  const sorted = files.toSorted((a, b) => b.lines - a.lines);
  return {
    large: sorted.filter((file) => file.lines > listedOver && file.lines <= failedOver),
    tooLarge: sorted.filter((file) => file.lines > failedOver),
    largest: sorted.slice(0, 10),
    median: sorted[Math.floor(sorted.length / 2)]?.lines ?? 0,
  };
}

/** True for files that the rule is about. */
export function isCounted(path: string, source: string): boolean {
  if (path.endsWith('.test.ts') || /(^|\/)(generated|fixtures|golden)\//.test(path)) return false;
  return !/^\/[/*].*generated/i.test(source);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const patterns = [
    'packages/*/src/**/*.{ts,tsx}',
    'packages/console/{build,test}/**/*.ts',
    '{scripts,tests,benches,examples}/**/*.ts',
  ];
  const files: SizedFile[] = [];
  for (const path of globSync(patterns, { cwd: root, exclude: ['**/node_modules/**'] })) {
    const source = readFileSync(join(root, path), 'utf8');
    if (isCounted(path, source)) files.push({ path, lines: source.split('\n').length - 1 });
  }
  const { large, tooLarge, largest, median } = reportSizes(files);
  console.log(`${files.length} files, median ${median} lines. The largest:`);
  for (const file of largest) console.log(`${String(file.lines).padStart(6)} ${file.path}`);
  for (const file of large) console.log(`Over ${listedOver} lines: ${file.path} (${file.lines})`);
  for (const file of tooLarge) console.log(`Too large, over ${failedOver} lines: ${file.path} (${file.lines})`);
  process.exitCode = tooLarge.length === 0 ? 0 : 1;
}
