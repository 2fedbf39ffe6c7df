import { httpErrors } from './errors.ts';

/** ETag of a reply that has a version. */
export function etagOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('version' in body)) return undefined;
  return typeof body.version === 'number' ? `"${body.version}"` : undefined;
}

/** The version that a change was made from. Throws `HTTP_NEEDS_VERSION`. */
export function requireIfMatch(header: string | undefined): number {
  const version = Number(/^(?:W\/)?"(\d+)"$/.exec(header ?? '')?.[1]);
  if (!Number.isInteger(version)) throw httpErrors.needsVersion();
  return version;
}
