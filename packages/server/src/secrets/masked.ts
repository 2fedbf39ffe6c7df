import { isSecretName, maskedValue } from '@sluice/core';

/** Values of parameters for people: those whose name says that they are secrets are hidden. */
export function masked(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isSecretName(name) ? maskedValue : value]),
  );
}
