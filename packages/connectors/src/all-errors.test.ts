import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('every file that declares errors is listed', () => {
  const listed = [...readFileSync(new URL('./all-errors.ts', import.meta.url), 'utf8').matchAll(/import '\.\/(.*)'/g)];
  const files = globSync('**/{errors,*-errors}.ts', { cwd: import.meta.dirname });
  expect(listed.map(([, file]) => file)).toEqual(files.filter((file) => file !== 'all-errors.ts').sort());
});
