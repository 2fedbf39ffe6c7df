import type { ErrorDeclaration } from './define.ts';

export interface ErrorTemplate {
  /** With the names of the values in braces: `Table "{table}" does not exist.` */
  readonly message: string;
  readonly hint?: string;
}

/** The sentences of a declared error without values, for reference pages. */
export function errorTemplate(declaration: ErrorDeclaration<never>): ErrorTemplate {
  const { message, hint } = declaration;
  return { message: sentence(message), ...(hint === undefined ? {} : { hint: sentence(hint) }) };
}

function sentence(write: (values: never) => string): string {
  try {
    return String(write(placeholder('') as never));
  } catch {
    return '…';
  }
}

/** Stands for any value: prints as its name in braces, and behaves like a list, a number and an object as needed. */
function placeholder(name: string): unknown {
  const print = (): string => (name === '' ? '…' : `{${name}}`);
  const printed = new Set<string | symbol>([
    Symbol.toPrimitive,
    'toString',
    'valueOf',
    'toFixed',
    'toLocaleString',
    'join',
  ]);
  const kept = new Set<string | symbol>(['map', 'filter', 'slice', 'replace', 'replaceAll', 'trim']);
  return new Proxy(() => print(), {
    get(_, key) {
      if (printed.has(key)) return print;
      if (kept.has(key)) return () => placeholder(name);
      if (key === 'length') return 2;
      if (key === Symbol.iterator) return () => [print()].values();
      return placeholder(typeof key === 'string' ? key : name);
    },
  });
}
