import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Shorter files fit into one packet anyway. */
const smallestBytes = 1_400;

/** Writes a `.gz` beside each asset, so that the server sends files and compresses nothing itself. */
export function compressAssets(): Plugin {
  return {
    name: 'compress-assets',
    apply: 'build',
    writeBundle({ dir }) {
      if (dir === undefined) return;
      for (const path of globSync('**/*.{js,css,html,svg,json}', { cwd: dir })) {
        const file = join(dir, path);
        if (statSync(file).size >= smallestBytes)
          writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}
