import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { DeclaredError } from '@sluice/core';
import { declaredErrors } from '@sluice/core';

/**
 * Every error that Sluice can raise, by code. Connectors declare theirs in files named `errors` or `…-errors`, which
 * a run loads late or never: here all of them are loaded, without drivers or client libraries.
 */
export async function allErrors(): Promise<ReadonlyMap<string, DeclaredError>> {
  await import('../errors.ts');
  await import('@sluice/engine');
  const folder = dirname(fileURLToPath(import.meta.resolve('@sluice/connectors')));
  for (const file of globSync('**/{errors,*-errors}.{js,ts}', { cwd: folder })) {
    if (!file.endsWith('.d.ts')) await import(pathToFileURL(join(folder, file)).href);
  }
  return declaredErrors();
}
