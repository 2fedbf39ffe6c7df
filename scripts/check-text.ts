/** Checks that no text of the repository points at the machine it was written on. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

interface Rule {
  readonly pattern: RegExp;
  readonly reason: string;
  /** Files the rule is about; all when absent. */
  readonly files?: RegExp;
}

const rules: readonly Rule[] = [
  { pattern: /(?<![\w.*-])\/work\//, reason: 'a path of one machine' },
  { pattern: /(?<![\w.*-])\/root\//, reason: 'a path of one machine' },
  { pattern: /(?<![\w@-])shared\//, reason: 'points outside of the repository' },
  { pattern: /"resolved": "http/, reason: 'a lockfile names no host', files: /package-lock\.json$/ },
  { pattern: /registry\s*=\s*http/, reason: 'the registry is the business of whoever installs', files: /\.npmrc$/ },
];

/** One sentence per finding, with file and line. */
export function findLeaks(path: string, text: string): readonly string[] {
  const applying = rules.filter((rule) => rule.files?.test(path) ?? true);
  return text
    .split('\n')
    .flatMap((line, index) =>
      applying.filter((rule) => rule.pattern.test(line)).map((rule) => `${path}:${index + 1}: ${rule.reason}`),
    );
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '..');
  const exclude = [
    '**/{node_modules,dist,.git,.cache,.sluice,coverage,demo-output}/**',
    'benches/data/**',
    'compat/**', // published job files, as they are
    'scripts/check-text*',
  ];
  const leaks: string[] = [];
  for (const path of globSync(['**/*', '**/.*', '.ci/**'], { cwd: root, exclude })) {
    if (!statSync(join(root, path)).isFile()) continue;
    const text = readFileSync(join(root, path), 'utf8');
    if (!text.includes('\0')) leaks.push(...findLeaks(path, text));
  }
  for (const leak of new Set(leaks)) console.log(leak);
  process.exitCode = leaks.length === 0 ? 0 : 1;
}
