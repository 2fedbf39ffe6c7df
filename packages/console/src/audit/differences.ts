/** One value that is not what it was; absent on the side where it does not exist. */
export interface Difference {
  /** `definitions.production.connection.host` */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** What differs between two states, by path, in the order of the later one. */
export function differences(before: unknown, after: unknown, path = ''): readonly Difference[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const sides = [before, after].filter((value) => value !== undefined);
  if (!sides.every(isObject)) return [{ path, ...side('before', before), ...side('after', after) }];
  const [left, right] = [membersOf(before), membersOf(after)];
  const names = new Set([...Object.keys(right), ...Object.keys(left)]);
  return [...names].flatMap((name) => differences(left[name], right[name], path === '' ? name : `${path}.${name}`));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return (value ?? {}) as Record<string, unknown>;
}

function side(name: 'before' | 'after', value: unknown) {
  if (value === undefined) return {};
  return { [name]: typeof value === 'string' ? value : JSON.stringify(value, undefined, 2) };
}
