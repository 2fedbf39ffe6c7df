import { asSluiceError, maskedValue, shapeOf, type Fields, type Parameter } from '@sluice/core';
import type { ChannelKind } from '../../contract/alert.ts';
import { channels } from './index.ts';
import type { Message, SendContext } from './kind.ts';

export type Attempt =
  | { readonly ok: true; readonly answer: string }
  | {
      readonly ok: false;
      readonly code: string;
      readonly problem: string;
      readonly hint: string | undefined;
      /** Another attempt may succeed. */
      readonly isRetryable: boolean;
      /** The other side wants no attempt before. */
      readonly retryAfterMs: number;
    };

/** Sends a message once. Never throws; what it answers holds no secret, also when the other side repeats one. */
export async function attempt(
  kind: ChannelKind,
  options: Parameter,
  message: Message,
  context: SendContext,
): Promise<Attempt> {
  const { fields, send } = channels[kind];
  try {
    return { ok: true, answer: withoutSecrets(await send(options, message, context), options, fields) };
  } catch (thrown) {
    const { code, message: problem, hint, retryable, values } = asSluiceError(thrown);
    const retryAfterMs = 1_000 * Number(values?.['retryAfterSeconds'] ?? 0);
    const shown = withoutSecrets(problem, options, fields);
    return { ok: false, code, problem: shown, hint, isRetryable: retryable, retryAfterMs };
  }
}

/** Shorter ones are words of other meaning too. */
const shortestSecret = 4;
const shortestPart = 12;

function withoutSecrets(text: string, options: Parameter, fields: Fields): string {
  let shown = text;
  for (const [name, field] of Object.entries(fields)) {
    if (shapeOf(field).info?.isSecret !== true) continue;
    for (const secret of secretsIn(String(options[name] ?? ''))) shown = shown.replaceAll(secret, maskedValue);
  }
  return shown;
}

/** The value, and of an address what makes it secret: values of its query, long parts of its path. */
function secretsIn(value: string): readonly string[] {
  if (value.length < shortestSecret) return [];
  if (!value.includes('://') || !URL.canParse(value)) return [value];
  const { pathname, searchParams } = new URL(value);
  const parts = [...searchParams.values(), ...pathname.split('/')];
  return [value, ...parts.filter((part) => part.length >= shortestPart)];
}
