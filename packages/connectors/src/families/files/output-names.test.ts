import { expect, test } from 'vitest';
import { checkTemplate, existingPrefix, outputName, publishedName } from './output-names.ts';

const names = { fileName: 'orders', runId: 'r 1', suffix: '.csv.gz' };
const template = '{fileName}-{date}-{task}-{n}-{run}';

test('a template names published files, hidden ones keep the usual name', () => {
  const hidden = outputName(names, { taskId: '0007', n: 2 });
  expect(hidden).toBe('orders__r-1_0007_2.csv.gz');
  expect(publishedName(names, hidden, '20261120')).toBe(hidden);
  expect(publishedName({ ...names, template }, hidden, '20261120')).toBe('orders-20261120-0007-2-r-1.csv.gz');
  const first = outputName(names, { taskId: '0000', n: 0 });
  expect(publishedName({ ...names, template: 'part-{task}' }, first, '')).toBe('part-0000.csv.gz');
});

test('folders stand in hidden names and before published ones', () => {
  const hidden = outputName(names, { taskId: '0007', n: 2, folders: ['dt=2026-11-20', 'a_b=c%40d'] });
  expect(hidden).toBe('orders__r-1_0007_2@dt=2026-11-20@a_b=c%40d.csv.gz');
  expect(publishedName(names, hidden, '')).toBe('dt=2026-11-20/a_b=c%40d/orders__r-1_0007_2.csv.gz');
  expect(publishedName({ ...names, template }, hidden, '20261120')).toBe(
    'dt=2026-11-20/a_b=c%40d/orders-20261120-0007-2-r-1.csv.gz',
  );
});

test('old files are known by what the names begin with', () => {
  expect(existingPrefix(names)).toBe('orders');
  expect(existingPrefix({ ...names, template })).toBe('orders');
  expect(existingPrefix({ ...names, template: 'part-{task}' })).toBe('part-');
});

test.each([
  ['{fileName}', {}, 'without {task}'],
  ['{fileName}{task}', { rolls: true }, 'with maxFileSize or partitionColumns it needs {n}'],
  ['{fileName}{task}', { writeMode: 'append' }, 'with writeMode append it needs {run}'],
  ['{task}', {}, 'has to begin with {fileName} or a text'],
  ['a/{task}', {}, 'it holds a slash'],
  ['a{day}{task}', {}, '{day} is not one of {fileName}, {run}, {task}, {n}, {date}'],
])('the template %s is refused', (text, use, problem) => {
  expect(() => checkTemplate(text, { rolls: false, writeMode: 'truncate', ...use })).toThrowError(
    expect.objectContaining({
      code: 'FILES_BAD_TEMPLATE',
      message: expect.stringContaining(problem) as string,
    }) as Error,
  );
});
