import { httpErrors } from './errors.ts';

/** Throws `HTTP_INVALID` for a text with a NUL character: PostgreSQL cannot store it, and nobody types it. */
export function requireStorable(parts: Readonly<Record<string, unknown>>): void {
  for (const [where, part] of Object.entries(parts)) {
    const open: unknown[] = [part];
    while (open.length > 0) {
      const value = open.pop();
      if (typeof value === 'string') {
        if (value.includes('\0')) throw httpErrors.invalid({ where, problem: 'a text holds a NUL character' });
      } else if (typeof value === 'object' && value !== null) {
        for (const [name, member] of Object.entries(value)) open.push(name, member);
      }
    }
  }
}
