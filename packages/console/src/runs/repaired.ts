export type Repaired =
  | { readonly records: readonly Readonly<Record<string, unknown>>[] }
  | { readonly problem: 'json' | 'list' | 'empty'; readonly detail: string };

/** Reads records that somebody has edited: a list of objects. */
export function readRecords(text: string): Repaired {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: 'json', detail: error instanceof Error ? error.message : '' };
  }
  if (!Array.isArray(value) || !value.every(isObject)) return { problem: 'list', detail: '' };
  if (value.length === 0) return { problem: 'empty', detail: '' };
  return { records: value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
