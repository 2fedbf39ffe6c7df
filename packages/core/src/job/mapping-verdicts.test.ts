import { expect, test } from 'vitest';
import { checkMapping, verdictOf } from './mapping-verdicts.ts';
import type { MappingLine } from './wizard.ts';

test.each([
  ['int32', 'int32', 'exact'],
  ['int32', 'int64', 'widened'],
  ['int64', 'int32', 'checked'],
  ['float64', 'float32', 'lossy'],
  ['bool', 'date', 'impossible'],
  ['int32', undefined, 'unknown'],
  ['int32', '?', 'unknown'],
] as const)('%s to %s is %s', (from, to, verdict) => {
  expect(verdictOf(from, to).verdict).toBe(verdict);
});

test('each verdict has a sentence', () => {
  expect(verdictOf('int32', 'int64').sentence).toMatch(/^[A-Z].*\.$/);
  expect(verdictOf(undefined, 'int64').sentence).toBe('The types are not known before the data is read.');
});

const source = [
  { name: 'id', type: 'int32' },
  { name: 'flag', type: 'bool' },
];
const target = [
  { name: 'ID', type: 'int64', isNullable: false, hasDefault: false },
  { name: 'day', type: 'date', isNullable: false, hasDefault: false },
  { name: 'made', type: 'timestamp(us)', isNullable: false, hasDefault: true },
  { name: 'note', type: 'utf8', isNullable: true, hasDefault: false },
];

test('what is wrong with the lines is told with its place', () => {
  const lines = [
    { source: 'id', target: 'id' },
    { source: '1', target: 'ID' },
    { source: 'flag', target: 'day' },
    { source: 'flag', target: 'nowhere' },
  ];
  const { verdicts, issues } = checkMapping({ source, target, lines });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['widened', 'unknown', 'impossible', 'unknown']);
  expect(issues.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
    'error MAPPING_TARGET_TWICE mapping[1].target',
    'error MAPPING_IMPOSSIBLE mapping[2]',
    'error MAPPING_TARGET_UNKNOWN mapping[3].target',
  ]);
});

test('a column that needs a value and gets none is a warning; one with a default or NULL is fine', () => {
  const { issues } = checkMapping({ source, target, lines: [{ source: 'id', target: 'ID' }] });
  expect(issues).toMatchObject([{ severity: 'warning', code: 'MAPPING_VALUE_NEEDED' }]);
  expect(issues[0]?.message).toContain('"day"');
  const unknown = target.map(({ hasDefault: _hasDefault, ...column }) => column);
  expect(checkMapping({ source, target: unknown, lines: [] }).issues).toEqual([]);
});

test('quoted names, places in a file and objects mean columns too', () => {
  const files = [
    { name: 'column0', type: 'utf8' },
    { name: 'n', type: 'int32' },
  ];
  const lines: readonly MappingLine[] = [
    { source: { index: 1, type: 'long' }, target: { name: 'ID', type: 'BIGINT' } },
    { source: '"n"', target: '`note`' },
    { source: { value: 'n' }, target: 'made' },
  ];
  const { verdicts } = checkMapping({ source: files, target, lines });
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['widened', 'exact', 'unknown']);
});
