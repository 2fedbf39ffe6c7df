import { httpErrors } from './errors.ts';

/** Where a page begins: the values of the sort columns of the last row before it. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Throws `HTTP_INVALID` for a cursor that is none. */
export function decodeCursor(cursor: string): readonly (string | number | null)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values)) return values as readonly (string | number | null)[];
  } catch {
    // Told below.
  }
  throw httpErrors.invalid({ where: 'cursor', problem: 'the cursor is none that this server gave' });
}
