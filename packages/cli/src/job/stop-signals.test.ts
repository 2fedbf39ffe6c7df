import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { StopSignals } from './stop-signals.ts';

function setUp(options: { timeoutSeconds?: number; drainTimeoutSeconds?: number } = {}) {
  const source = new EventEmitter();
  const said: string[] = [];
  const signals = new StopSignals(source as never, { ...options, say: (sentence) => said.push(sentence) });
  return { source, said, signals };
}

test('drains on the first signal and stops at once on the second', () => {
  const { source, said, signals } = setUp();
  source.emit('SIGTERM');
  expect([signals.drain.aborted, signals.kill.aborted]).toEqual([true, false]);
  expect(said).toEqual(['Draining: splits that have begun are finished. A second signal stops at once.']);
  source.emit('SIGINT');
  expect(signals.kill.aborted).toBe(true);
  expect(signals.received).toBe('SIGTERM');
});

test('turns the drain into a stop when its time is over', async () => {
  const { source, signals } = setUp({ drainTimeoutSeconds: 0.01 });
  source.emit('SIGINT');
  await once(signals.kill, 'abort');
  expect(signals.kill.aborted).toBe(true);
});

test('stops at the time limit and says so', async () => {
  const { signals } = setUp({ timeoutSeconds: 0.01 });
  await once(signals.kill, 'abort');
  expect(signals.kill.reason).toMatchObject({ code: 'CLI_TIMED_OUT', kind: 'cancelled' });
});

test('gives signals back when closed', () => {
  const { source, signals } = setUp();
  signals.close();
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
});
