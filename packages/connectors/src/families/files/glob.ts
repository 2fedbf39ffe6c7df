import { fileErrors } from './errors.ts';

/** A path pattern cut at its slashes: where to start, and what must match below. */
export interface Glob {
  /** Leading part without wildcards, as a literal path (`` for a relative pattern, `/` for an absolute one). */
  readonly root: string;
  /** One entry per level below `root`: a name test, or `**` for any number of levels. */
  readonly levels: readonly GlobLevel[];
}

export type GlobLevel = '**' | { readonly test: RegExp; readonly matchesHidden: boolean };

const wildcards = /[*?[{\\]/;

/** True when the pattern has to be matched against a listing. */
export function hasWildcards(pattern: string): boolean {
  return wildcards.test(pattern);
}

/**
 * Patterns of `*`, `?`, `**`, `[a-z]` and `{a,b}`, one glob per alternative of the braces. A backslash takes the next
 * character literally. `*` and `?` match no slash; names that begin with a dot match only patterns that do too.
 */
export function parseGlobs(pattern: string): readonly Glob[] {
  return expandBraces(pattern, pattern).map((alternative) => {
    const parts = alternative.split('/');
    const first = parts.findIndex((part) => wildcards.test(part));
    const literal = first < 0 ? parts : parts.slice(0, first);
    const root = literal.join('/');
    const rest = first < 0 ? [] : parts.slice(first).filter((part) => part !== '');
    return {
      root: root === '' && alternative.startsWith('/') ? '/' : root,
      levels: rest.map((part) =>
        part === '**' ? '**' : { test: nameTest(part, pattern), matchesHidden: part.startsWith('.') },
      ),
    };
  });
}

/** True when the names below the root (`['2026', 'a.csv']`) match the levels. */
export function matchesLevels(levels: readonly GlobLevel[], names: readonly string[]): boolean {
  const [level, ...rest] = levels;
  if (level === undefined) return names.length === 0;
  const [name, ...others] = names;
  if (level === '**') {
    if (matchesLevels(rest, names)) return true;
    return name !== undefined && !name.startsWith('.') && matchesLevels(levels, others);
  }
  return name !== undefined && matchesName(level, name) && matchesLevels(rest, others);
}

export function matchesName(level: Exclude<GlobLevel, '**'>, name: string): boolean {
  return (level.matchesHidden || !name.startsWith('.')) && level.test.test(name);
}

function expandBraces(pattern: string, whole: string): string[] {
  const open = findUnescaped(pattern, '{', 0);
  if (open < 0) return [pattern];
  const cuts = [open];
  let depth = 0;
  let close = -1;
  for (let i = open; i < pattern.length && close < 0; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '{') depth++;
    else if (c === ',' && depth === 1) cuts.push(i);
    else if (c === '}' && --depth === 0) close = i;
  }
  if (close < 0) throw fileErrors.badPattern({ pattern: whole, problem: '"{" without "}"' });
  cuts.push(close);
  const after = pattern.slice(close + 1);
  return cuts
    .slice(0, -1)
    .flatMap((cut, index) =>
      expandBraces(pattern.slice(0, open) + pattern.slice(cut + 1, cuts[index + 1]) + after, whole),
    );
}

function findUnescaped(pattern: string, wanted: string, from: number): number {
  for (let i = from; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === wanted) return i;
  }
  return -1;
}

function nameTest(part: string, whole: string): RegExp {
  let source = '';
  for (let i = 0; i < part.length; i++) {
    const c = part[i] as string;
    if (c === '*') source += '[^/]*';
    else if (c === '?') source += '[^/]';
    else if (c === '\\' && i + 1 < part.length) source += escape(part[++i] as string);
    else if (c === '[') {
      const close = part.indexOf(']', i + 2);
      if (close < 0) throw fileErrors.badPattern({ pattern: whole, problem: '"[" without "]"' });
      const body = part.slice(i + 1, close);
      const isNegated = body.startsWith('!') || body.startsWith('^');
      source += `[${isNegated ? '^/' : ''}${(isNegated ? body.slice(1) : body).replace(/[\\\]^]/g, String.raw`\$&`)}]`;
      i = close;
    } else source += escape(c);
  }
  try {
    return new RegExp(`^${source}$`, 'us');
  } catch (error) {
    throw fileErrors.badPattern({ pattern: whole, problem: 'a range in brackets is out of order' }, error);
  }
}

function escape(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c;
}
