/** Checks that the console loads quickly: what the browser needs before the first page may not grow without end. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Gzipped. */
const mostBytes = 500_000;

export interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
}

/** As vite writes it: chunks by their source. */
export type Manifest = Readonly<Record<string, Chunk>>;

/** Files that are loaded with the start page: the entry, what it imports, and their styles. */
export function firstFiles(manifest: Manifest): readonly string[] {
  const entries = Object.entries(manifest).filter(([, { isEntry }]) => isEntry === true);
  const seen = new Set<string>();
  const visit = (key: string): readonly string[] => {
    const chunk = manifest[key];
    if (chunk === undefined || seen.has(key)) return [];
    seen.add(key);
    return [chunk.file, ...(chunk.css ?? []), ...(chunk.imports ?? []).flatMap(visit)];
  };
  return entries.flatMap(([key]) => visit(key));
}

if (import.meta.main) {
  const dist = resolve(import.meta.dirname, '..', 'packages', 'console', 'dist');
  const manifest = JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')) as Manifest;
  const sized = firstFiles(manifest).map((file) => ({ file, bytes: gzipSync(readFileSync(join(dist, file))).length }));
  const total = sized.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { file, bytes } of sized) console.log(`${String(Math.round(bytes / 1_000)).padStart(6)} kB ${file}`);
  console.log(`First load: ${Math.round(total / 1_000)} kB gzipped, at most ${mostBytes / 1_000} kB`);
  process.exitCode = total <= mostBytes ? 0 : 1;
}
