import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { text } from 'node:stream/consumers';
import { alertErrors } from '../errors.ts';
import type { SendContext } from './kind.ts';
import { guardedLookup, networkError, requireHost } from './network.ts';

const timeoutMs = 10_000;
/** What is kept of an answer. */
const mostAnswerBytes = 16_384;
const mostShown = 300;

export interface Answer {
  readonly status: number;
  /** The header of this name; absent when there is none, or none that can be read. */
  readonly retryAfterSeconds?: number;
  readonly text: string;
}

/**
 * Posts JSON once; does not follow redirects. Throws when the network fails and when the status is no 2xx:
 * `ALERT_UNAVAILABLE` for those that may pass (408, 429, 5xx), `ALERT_REFUSED` for the others.
 */
export async function postJson(
  address: string,
  body: string,
  { permits, headers = {} }: Pick<SendContext, 'permits'> & { readonly headers?: Readonly<Record<string, string>> },
): Promise<Answer> {
  const url = new URL(address);
  await requireHost(url.hostname, permits);
  const answer = await exchange(url, body, { ...headers, 'content-type': 'application/json; charset=utf-8' }, permits);
  if (answer.status >= 200 && answer.status < 300) return answer;
  const shown = { host: url.host, answer: shownAnswer(`${answer.status} ${answer.text}`) };
  const mayPass = answer.status >= 500 || answer.status === 429 || answer.status === 408;
  if (!mayPass) throw alertErrors.refused(shown);
  const { retryAfterSeconds } = answer;
  throw alertErrors.unavailable({ ...shown, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
}

/** `Retry-After`: seconds, or a date. */
export function secondsOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1_000));
}

/** One line of what the other side said. */
export function shownAnswer(answer: string): string {
  // oxlint-disable-next-line no-control-regex -- that is what is taken out
  const line = answer.replaceAll(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  return line.length <= mostShown ? line : `${line.slice(0, mostShown)}…`;
}

async function exchange(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  permits: SendContext['permits'],
): Promise<Answer> {
  const bytes = Buffer.from(body);
  const request = url.protocol === 'https:' ? secureRequest : plainRequest;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        headers: { 'user-agent': 'Sluice', ...headers, 'content-length': String(bytes.length) },
        lookup: guardedLookup(permits),
        signal: timeout,
        // One message, one connection: none is left open for the next alert, which may be days away.
        agent: false,
      });
      sent.once('response', resolve);
      sent.once('error', reject);
      sent.end(bytes);
    });
    const retryAfterSeconds = secondsOf(response.headers['retry-after'], Date.now());
    return {
      status: response.statusCode ?? 0,
      text: await beginningOf(response),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    };
  } catch (error) {
    if (timeout.aborted) throw alertErrors.silent({ host: url.host, seconds: timeoutMs / 1_000 }, error);
    throw networkError(url.host, error);
  }
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  async function* first(): AsyncGenerator<Buffer> {
    let left = mostAnswerBytes;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      yield chunk.subarray(0, left);
      left -= chunk.length;
      if (left <= 0) return;
    }
  }
  return text(first());
}
