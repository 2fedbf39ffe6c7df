import { asSluiceError } from '../errors/define.ts';
import type { Clock } from './context.ts';
import type { ConnectionCheck } from './define.ts';

/** One step of a connectivity test: what `action` answers, or why it failed and what to do. Never throws. */
export async function checkStep(
  step: string,
  clock: Pick<Clock, 'monotonic'>,
  action: () => Promise<string>,
): Promise<ConnectionCheck> {
  const start = clock.monotonic();
  const elapsed = (): number => Math.round(clock.monotonic() - start);
  try {
    return { step, ok: true, detail: await action(), ms: elapsed() };
  } catch (error) {
    const { message, suggestion: hint, code, values } = asSluiceError(error).toJSON();
    return {
      step,
      ok: false,
      detail: message,
      ...(hint === undefined ? {} : { hint }),
      code,
      ...(values === undefined ? {} : { values }),
      ms: elapsed(),
    };
  }
}
