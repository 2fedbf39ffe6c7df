import { expect, test } from 'vitest';
import { asBytes, asSeconds, environmentName, resolveSettings } from './settings.ts';

test('takes the flag before the environment before the file before the default', () => {
  const file = { memory: '64MiB', verify: 'off', channels: 3 };
  const environment = { SLUICE_MEMORY: '128MiB', SLUICE_VERIFY: 'count' };
  const settings = resolveSettings({ memory: '1GiB' }, environment, file);
  expect(settings.memory).toBe(1_073_741_824);
  expect(settings.verify).toBe('count');
  expect(settings.channels).toBe(3);
  expect(settings.logFormat).toBe('text');
});

test('derives the environment variable from the name', () => {
  expect(environmentName('drainTimeout')).toBe('SLUICE_DRAIN_TIMEOUT');
});

test('lets the environment switch colours off although the parser says true', () => {
  expect(resolveSettings({ color: true }, { SLUICE_COLOR: 'false' }).color).toBe(false);
  expect(resolveSettings({ color: false }, { SLUICE_COLOR: 'true' }).color).toBe(false);
});

test('names the place of a bad value and what was expected', () => {
  expect(() => resolveSettings({}, { SLUICE_MEMORY: 'lots' })).toThrow(
    'SLUICE_MEMORY is "lots"; expected a size such as 256MiB.',
  );
  expect(() => resolveSettings({ channels: '0' }, {})).toThrow('--channels is "0"; expected a whole number above 0.');
  expect(() => resolveSettings({}, {}, { verify: 'maybe' })).toThrow(
    'settings.verify of sluice.config.json is "maybe"',
  );
});

test('reads sizes and durations with their units', () => {
  expect(['256MiB', '1GB', '512m', '1048576', '0', 'x'].map(asBytes)).toEqual([
    268_435_456,
    1e9,
    536_870_912,
    1_048_576,
    undefined,
    undefined,
  ]);
  expect(['90s', '30m', '2h', '500ms', '45', '-1'].map(asSeconds)).toEqual([90, 1800, 7200, 0.5, 45, undefined]);
});
