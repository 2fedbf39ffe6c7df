import { expect, test } from 'vitest';
import { neededVariables } from './variables.ts';

test('asks for what nobody fills in, once', () => {
  const script =
    "{\"where\": \"d >= '${from}' and d < '${to}' and p = '${bizdate}' and c = '${city}' or c = '${city}'\"}";
  expect(neededVariables(script, 'from=${yyyy-mm-dd} to=${yyyy-mm-dd+1}')).toEqual(['city']);
});

test('leaves secrets and comments alone', () => {
  expect(neededVariables('{"password": "${env:PASSWORD}" /* ${note} */}', '')).toEqual([]);
});
