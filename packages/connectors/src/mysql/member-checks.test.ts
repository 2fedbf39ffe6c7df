import { types } from '@sluice/core';
import { expect, test } from 'vitest';
import { memberChecksOf } from './member-checks.ts';

function isKept(nativeType: string, text: string): boolean | undefined {
  const [check] = memberChecksOf([{ name: 'c', type: types.utf8, isNullable: true, nativeType }]);
  const bytes = Buffer.from(`..${text}.`);
  return check?.(bytes, 2, bytes.length - 1);
}

test.each([
  ["enum('sad','ok')", 'sad', true],
  ["enum('sad','ok')", 'SAD', false],
  ["enum('sad','ok')", 'sad ', false],
  ["enum('sad','ok')", '1', false],
  ["enum('sad','ok')", '', false],
  ["enum('1','')", '', true],
  ["enum('1','')", '1', true],
  ["enum('it''s','a,b','back\\\\slash')", "it's", true],
  ["enum('it''s','a,b','back\\\\slash')", 'a,b', true],
  ["enum('it''s','a,b','back\\\\slash')", 'back\\slash', true],
  ["ENUM('ünï 🚰')", 'ünï 🚰', true],
  ["set('x','y','z')", '', true],
  ["set('x','y','z')", 'y', true],
  ["set('x','y','z')", 'x,z', true],
  ["set('x','y','z')", 'z,x', false],
  ["set('x','y','z')", 'x,x', false],
  ["set('x','y','z')", 'x,', false],
  ["set('x','y','z')", ',x', false],
  ["set('x','y','z')", '5', false],
])('%s keeps %j: %s', (nativeType, text, kept) => {
  expect(isKept(nativeType, text)).toBe(kept);
});

test('other columns take any text', () => {
  expect(isKept('varchar(10)', 'sad')).toBeUndefined();
});
