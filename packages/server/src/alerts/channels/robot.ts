/** What chat robots have in common: they answer 200 and tell in the body whether they took the message. */
import { createHmac } from 'node:crypto';
import { alertErrors } from '../errors.ts';
import type { Message } from './kind.ts';
import { shownAnswer, type Answer } from './post.ts';

/** Base64 of HMAC-SHA256. */
export function hmacBase64(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}

/**
 * Throws unless the robot took the message.
 * @param busy codes that say «too fast» or «later».
 */
export function requireTaken(host: string, { text }: Answer, busy: readonly number[]): string {
  const code = codeOf(text);
  const answer = shownAnswer(text);
  if (code === 0) return answer;
  throw code !== undefined && busy.includes(code)
    ? alertErrors.unavailable({ host, answer })
    : alertErrors.refused({ host, answer: answer === '' ? 'an empty answer' : answer });
}

function codeOf(text: string): number | undefined {
  try {
    const { errcode, code, StatusCode } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const found = errcode ?? code ?? StatusCode;
    return typeof found === 'number' ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Title and text as one, within a number of bytes of UTF-8. */
export function wholeText({ title, text }: Message, mostBytes: number): string {
  const whole = `${title}\n${text}`;
  if (Buffer.byteLength(whole) <= mostBytes) return whole;
  let kept = '';
  let bytes = Buffer.byteLength('…');
  for (const character of whole) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A text in which no robot finds somebody to call: `<at …>` and the like lose their bracket. */
export function withoutMentions(text: string): string {
  return text.replaceAll(/<(?=[/\s]*[@!a-z])/gi, '‹');
}
