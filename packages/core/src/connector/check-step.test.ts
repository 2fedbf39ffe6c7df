import { expect, test } from 'vitest';
import { SluiceError } from '../errors/define.ts';
import { checkStep } from './check-step.ts';

/** Moves by 20 ms at each look. */
function steadyClock(): { monotonic: () => number } {
  let now = 0;
  return { monotonic: () => (now += 20) };
}

test('tells what a step found and how long it took', async () => {
  const check = await checkStep('read', steadyClock(), async () => '3 tables are visible');
  expect(check).toEqual({ step: 'read', ok: true, detail: '3 tables are visible', ms: 20 });
});

test('tells why a step failed and what to do', async () => {
  const refused = new SluiceError({ code: 'X_DENIED', kind: 'config', message: 'Refused.', hint: 'Ask for it.' });
  const check = await checkStep('connect', steadyClock(), () => Promise.reject(refused));
  expect(check).toEqual({ step: 'connect', ok: false, detail: 'Refused.', hint: 'Ask for it.', ms: 20 });
});
