import { expect, test } from 'vitest';
import { causesOf, errorLines } from './error-block.ts';

const look = { color: false, unicode: true };

test('prints code, place, message, cause, way out and where to read more', () => {
  const lines = errorLines(
    {
      code: 'CONFIG_UNKNOWN_CONNECTOR',
      kind: 'config',
      message: 'There is no connector "mysq".',
      suggestion: 'sluice connectors lists them.',
      path: 'steps[0]',
      line: 12,
      column: 5,
    },
    { file: 'job.json', causes: ['looked in 5 places'], waysOut: ['Install it.'] },
    look,
  );
  expect(lines).toEqual([
    '✗ CONFIG_UNKNOWN_CONNECTOR  job.json:12:5  steps[0]',
    '    There is no connector "mysq".',
    '    caused by: looked in 5 places',
    '    → sluice connectors lists them.',
    '    → Install it.',
    '    more: sluice help CONFIG_UNKNOWN_CONNECTOR',
  ]);
});

test('does not repeat a cause that the message already tells', () => {
  const lines = errorLines(
    { code: 'X', kind: 'environment', message: 'Cannot connect: ECONNREFUSED' },
    { causes: ['ECONNREFUSED', 'ECONNREFUSED'] },
    look,
  );
  expect(lines).toEqual(['✗ X', '    Cannot connect: ECONNREFUSED', '    more: sluice help X']);
});

test('follows the chain of causes', () => {
  const error = new Error('outer', { cause: new Error('middle', { cause: new Error('inner') }) });
  expect(causesOf(error)).toEqual(['middle', 'inner']);
});

test('does not send a wrong call to a page that says no more', () => {
  const lines = errorLines({ code: 'CLI_USAGE', kind: 'config', message: "Unknown command 'rum'." }, {}, look);
  expect(lines).toEqual(['✗ CLI_USAGE', "    Unknown command 'rum'."]);
});
