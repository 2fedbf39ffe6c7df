import type { Clock } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { HttpClient } from '../families/http/client.ts';
import type { HttpResponse } from '../families/http/response.ts';
import { httpfileErrors } from './errors.ts';
import type { Target } from './targets.ts';

const mostRedirects = 10;
const mostAttempts = 5;
const firstPauseMs = 500;
const longestPauseMs = 60_000;

/** Headers that say nothing about who asks; all others stay with the host they were given for. */
const harmless = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent', 'range', 'if-range']);

export interface ExchangeOptions {
  /** Headers of this request alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Asks for a file, follows redirects, waits while the server has no time. Answers 200, 206, 404, 410 and 416; all
 * others are errors.
 */
export async function exchange(http: HttpClient, target: Target, options: ExchangeOptions): Promise<HttpResponse> {
  const { label: url } = target;
  for (let attempt = 1; ; attempt++) {
    const response = await follow(http, target, options);
    const { status, label: answer } = response;
    if ([200, 206, 404, 410, 416].includes(status)) return response;
    response.discard();
    if (status === 401 || status === 407) throw httpfileErrors.loginRefused({ url, answer });
    if (status === 403) throw fileErrors.unreadable({ path: url, problem: `the server forbids it (${answer})` });
    if (!isPassing(status, target)) throw fileErrors.unreadable({ path: url, problem: `the server answers ${answer}` });
    if (attempt === mostAttempts) throw httpfileErrors.unavailable({ url, answer });
    await options.clock.sleep(pauseOf(response, attempt, options.clock), options.signal);
  }
}

async function follow(http: HttpClient, target: Target, { headers, signal }: ExchangeOptions): Promise<HttpResponse> {
  let { url, method, body } = target;
  let all: Readonly<Record<string, string>> = { 'accept-encoding': 'identity', ...target.headers, ...headers };
  for (let count = 0; ; count++) {
    const response = await http.send({ method, url, headers: all, signal, ...(body === undefined ? {} : { body }) });
    const location = response.header('location');
    if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined) return response;
    response.discard();
    const next = nextOf(target.label, url, location, count);
    const isTurnedToGet = response.status === 303 || (method === 'POST' && response.status < 303);
    if (isTurnedToGet) ({ method, body } = { method: 'GET', body: undefined });
    if (next.origin !== url.origin) {
      if (body !== undefined) throw astray(target.label, 'to another host, which would get the body too');
      all = Object.fromEntries(Object.entries(all).filter(([name]) => harmless.has(name)));
    }
    url = next;
  }
}

function nextOf(label: string, from: URL, location: string, count: number): URL {
  if (count === mostRedirects) throw astray(label, `${mostRedirects} times in a row`);
  const next = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (next === undefined || !/^https?:$/.test(next.protocol)) throw astray(label, 'to an address that is not of HTTP');
  if (from.protocol === 'https:' && next.protocol === 'http:') throw astray(label, `from https to http (${next.host})`);
  // Whoever sends us there does not say who we are.
  next.username = '';
  next.password = '';
  return next;
}

function astray(url: string, problem: string): Error {
  return httpfileErrors.badRedirect({ url, problem });
}

/** What asking again may help against, and has not been carried out for sure. */
function isPassing(status: number, { method }: Target): boolean {
  return status === 429 || status === 503 || (method === 'GET' && [408, 425, 500, 502, 504].includes(status));
}

/** As long as the server wishes, within limits. */
function pauseOf(response: HttpResponse, attempt: number, clock: Clock): number {
  const wish = response.header('retry-after') ?? '';
  const wishedMs = /^\d+$/.test(wish) ? Number(wish) * 1_000 : Date.parse(wish) - clock.now();
  return Math.min(longestPauseMs, wishedMs > 0 ? wishedMs : firstPauseMs * 2 ** (attempt - 1));
}
