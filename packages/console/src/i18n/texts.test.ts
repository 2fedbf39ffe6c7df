import { expect, test } from 'vitest';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

/** `ui.save` → text. */
function flatten(texts: object, path = ''): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([name, value]: [string, unknown]) => {
    const here = path === '' ? name : `${path}.${name}`;
    return typeof value === 'string' ? [[here, value] as const] : flatten(value as object, here);
  });
}

const placeholders = (text: string): readonly string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(String).sort();

const english = flatten(en);
const chinese = new Map(flatten(zh));

test('every text exists in both languages, and none is empty', () => {
  expect([...chinese.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  const empty = [...english, ...chinese].filter(([, text]) => text.trim() === '').map(([key]) => key);
  expect(empty).toEqual([]);
});

test('both languages speak about the same values', () => {
  const different = english.filter(
    ([key, text]) => String(placeholders(text)) !== String(placeholders(chinese.get(key) ?? '')),
  );
  // In Chinese the singular says the number as well.
  expect(different.map(([key]) => key).filter((key) => !key.endsWith('_one'))).toEqual([]);
});

test('no Chinese text was left in English', () => {
  const names = new Set(['resourceGroups.kinds.builtIn']);
  const same = english.filter(([key, text]) => chinese.get(key) === text && !names.has(key) && /[a-z]{4}/.test(text));
  expect(same.map(([key]) => key)).toEqual([]);
});
