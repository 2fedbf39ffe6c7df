import type { DeclaredError } from '@sluice/core';
import { declaredErrors } from '@sluice/core';

/** Every error that Sluice can raise, by code. A run loads connectors late or never: here all they declare is loaded. */
export async function allErrors(): Promise<ReadonlyMap<string, DeclaredError>> {
  await import('../errors.ts');
  await import('@sluice/engine');
  await import('@sluice/connectors/errors');
  return declaredErrors();
}
