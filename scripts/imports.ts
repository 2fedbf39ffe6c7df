/** One import of a source file, as the boundary check sees it. */
export interface Import {
  readonly target: string;
  /** `static` code is loaded with the file; `dynamic` on use; `type` never. */
  readonly kind: 'static' | 'dynamic' | 'type';
  /** 1-based. */
  readonly line: number;
}

const statics = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?['"]([^'"\n]+)['"]/gm;
const dynamics = /(typeof\s+)?\b(?:import|require)\(\s*['"]([^'"\n]+)['"]\s*\)/g;

/** Imports and re-exports of a TypeScript source, found by their form; comments are ignored. */
export function importsOf(source: string): readonly Import[] {
  const code = source.replace(/\/\*[^]*?\*\//g, blank).replace(/^[ \t]*\/\/.*$/gm, blank);
  const found: Import[] = [];
  for (const match of code.matchAll(statics)) {
    const start = match.index + (/\S/.exec(match[0])?.index ?? 0);
    found.push({
      target: String(match[2]),
      kind: match[1] === undefined ? 'static' : 'type',
      line: lineAt(code, start),
    });
  }
  for (const match of code.matchAll(dynamics)) {
    found.push({
      target: String(match[2]),
      kind: match[1] === undefined ? 'dynamic' : 'type',
      line: lineAt(code, match.index),
    });
  }
  return found;
}

/** The package of a bare import: `mysql2` of `mysql2/promise`, `@scope/name` of `@scope/name/x`. */
export function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
