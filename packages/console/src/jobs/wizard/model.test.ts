import { expect, test } from 'vitest';
import { emptyModel, withConnector, withLines, withParameters, withPlace } from './model.ts';

const lines = [
  { source: 'id', target: 'id' },
  { source: 'name', target: 'name' },
  { source: 'phone', target: 'phone' },
];
const model = {
  ...emptyModel('mysql', 'postgresql'),
  mapping: lines,
  transforms: [{ name: 'dx_pad', parameter: { columnIndex: 2, paras: ['l', '8', '0'] } }],
};

test('a transform follows its column when lines are moved', () => {
  const moved = withLines(model, [lines[2]!, lines[0]!, lines[1]!]);
  expect(moved.transforms[0]?.parameter).toEqual({ columnIndex: 0, paras: ['l', '8', '0'] });
});

test('a transform follows its source column to another target', () => {
  const moved = withLines(model, [lines[0]!, { source: 'phone', target: 'mobile' }]);
  expect(moved.transforms[0]?.parameter['columnIndex']).toBe(1);
});

test('a transform whose column is gone is refused rather than moved to another column', () => {
  const without = withLines(model, [lines[0]!, lines[1]!]);
  expect(without.transforms[0]?.parameter['columnIndex']).toBe(-1);
});

test('another connector clears the options of the old one and the lines', () => {
  const other = withConnector(withParameters(model, 'reader', { where: 'id > 1' }), 'reader', 'sqlite');
  expect(other.reader).toEqual({ connector: 'sqlite', parameter: {} });
  expect(other.mapping).toEqual([]);
  expect(other.setting).toEqual(model.setting);
});

test('another table clears the lines and the split key, and keeps the filter', () => {
  const before = withParameters(model, 'reader', { table: ['a'], splitPk: 'id', where: 'id > 1' });
  const after = withPlace(before, 'reader', { table: ['b'] });
  expect(after.reader.parameter).toEqual({ table: ['b'], where: 'id > 1' });
  expect(after.mapping).toEqual([]);
});

test('undefined removes a parameter', () => {
  const before = withParameters(model, 'writer', { table: 'a', preSql: ['delete from a'] });
  expect(withParameters(before, 'writer', { preSql: undefined }).writer.parameter).toEqual({ table: 'a' });
});

test('a transform of a query keeps its place when targets change', () => {
  const query = { ...model, mapping: ['a', 'b', 'c'].map((target) => ({ source: null, target })) };
  const other = withLines(
    query,
    ['c', 'b', 'a'].map((target) => ({ source: null, target })),
  );
  expect(other.transforms[0]?.parameter['columnIndex']).toBe(2);
  expect(withLines(query, lines).transforms[0]?.parameter['columnIndex']).toBe(-1);
});

test('another table leaves no transform that would change some column of it', () => {
  expect(withPlace(model, 'writer', { table: 'b' }).transforms[0]?.parameter['columnIndex']).toBe(-1);
});
