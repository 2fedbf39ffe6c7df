import { expect, test } from 'vitest';
import { translateConnectError } from './server-errors.ts';

test('a connect that was aborted is cancelled, although its code is a number', () => {
  const aborted = AbortSignal.abort().reason as DOMException;
  expect(aborted.code).toBe(20);
  expect(translateConnectError(aborted, { host: 'db', connectTimeoutMs: 1_000 } as never).code).toBe('TASK_CANCELLED');
});
