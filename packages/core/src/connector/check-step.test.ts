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
  const values = { user: 'ada' };
  const said = { message: 'Refused.', hint: 'Ask for it.', values };
  const refused = new SluiceError({ code: 'X_DENIED', kind: 'config', ...said });
  const check = await checkStep('connect', steadyClock(), () => Promise.reject(refused));
  const cause = { detail: 'Refused.', hint: 'Ask for it.', code: 'X_DENIED', values };
  expect(check).toEqual({ step: 'connect', ok: false, ...cause, ms: 20 });
});
