import type { Plugin } from 'vite';

const name = 'virtual:contract';

/**
 * `virtual:contract`: what the browser needs of the server's contract as plain constants. The contract itself holds zod
 * schemas, and zod alone weighs as much as a fifth of the first load. Typed by src/contract.d.ts.
 */
export function contractConstants(): Plugin {
  const id = `\0${name}`;
  return {
    name: 'contract-constants',
    resolveId: (source) => (source === name ? id : undefined),
    load: async (source) => (source === id ? writeConstants() : undefined),
  };
}

async function writeConstants(): Promise<string> {
  const { contract, ...others } = await import('@sluice/server/contract');
  const groups = Object.entries(contract).map(([group, routes]) => {
    const plain = Object.entries(routes).map(([key, { method, path, access }]) => [key, { method, path, access }]);
    return [group, Object.fromEntries(plain)] as const;
  });
  const constants = Object.entries(others).filter(([, value]) => isPlain(value));
  return [['contract', Object.fromEntries(groups)] as const, ...constants]
    .map(([key, value]) => `export const ${key} = ${JSON.stringify(value)};`)
    .join('\n');
}

/** Texts, numbers, and lists and plain objects of them. */
function isPlain(value: unknown): boolean {
  if (['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object' || value === null) return false;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}
