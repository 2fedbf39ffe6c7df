import { validateHeaderName, validateHeaderValue } from 'node:http';
import { httpfileErrors } from './errors.ts';
import type { HttpfileOptions } from './fields.ts';

export type TargetOptions = Pick<HttpfileOptions, 'urlPrefix' | 'user' | 'password' | 'token' | 'defaultHeaders'> &
  Partial<Pick<HttpfileOptions, 'requestMethod' | 'requestParam' | 'requestBody' | 'requestHeaders'>>;

/** One file to ask for. */
export interface Target {
  /** Its address without secrets, which names it in messages and splits. */
  readonly label: string;
  readonly url: URL;
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** A target per file name. Of equal addresses that differ in the query, later labels begin with a number. */
export function targetsOf(fileNames: readonly string[], options: TargetOptions): readonly Target[] {
  const labels = new Map<string, number>();
  return fileNames.map((fileName) => {
    const target = targetOf(fileName, options);
    const count = (labels.get(target.label) ?? 0) + 1;
    labels.set(target.label, count);
    return count === 1 ? target : { ...target, label: `${count}: ${target.label}` };
  });
}

export function targetOf(fileName: string, options: TargetOptions): Target {
  const url = addressOf(fileName, options.urlPrefix?.trim() ?? '');
  const headers = headersOf(options, url);
  url.username = '';
  url.password = '';
  url.hash = '';
  const { requestParam = '', requestMethod: method = 'GET', requestBody } = options;
  if (requestParam !== '') url.search += `${url.search === '' ? '?' : '&'}${requestParam.replace(/^[?&]/, '')}`;
  const hasBody = method !== 'GET' && requestBody !== undefined;
  return {
    label: url.origin + url.pathname,
    url,
    method,
    headers,
    ...(hasBody ? { body: Buffer.from(requestBody) } : {}),
  };
}

function addressOf(fileName: string, prefix: string): URL {
  if (prefix === '') return parse(fileName, 'fileName', 'without urlPrefix it is a whole URL, http://… or https://…');
  const base = parse(prefix, 'urlPrefix', 'it is no URL that begins with http:// or https://');
  const whole = /^https?:\/\//i.test(fileName) ? fileName : join(prefix, base, fileName);
  const url = parse(whole, 'fileName', 'together with urlPrefix it is no URL');
  // Headers and password belong to the host of the prefix.
  if (url.origin !== base.origin || url.username !== base.username || url.password !== base.password)
    throw httpfileErrors.badAddress({ setting: 'fileName', problem: 'it leads to another host than urlPrefix' });
  return url;
}

/** One after the other, with exactly one slash behind a bare host and where both have one. */
function join(prefix: string, base: URL, fileName: string): string {
  const isBareHost = base.pathname === '/' && base.search === '' && !prefix.endsWith('/');
  if (isBareHost && !/^[/?]/.test(fileName)) return `${prefix}/${fileName}`;
  return prefix.endsWith('/') && fileName.startsWith('/') ? prefix + fileName.slice(1) : prefix + fileName;
}

/** Without the text in the error: it may hold a password. */
function parse(text: string, setting: string, problem: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw httpfileErrors.badAddress({ setting, problem });
  return url;
}

function headersOf(options: TargetOptions, url: URL): Readonly<Record<string, string>> {
  const { user = decoded(url.username), password = decoded(url.password), token = '' } = options;
  const basic = user === '' && password === '' ? '' : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const authorization = token === '' ? basic : `Bearer ${token}`;
  const headers: Record<string, string> = authorization === '' ? {} : { authorization };
  for (const setting of ['defaultHeaders', 'requestHeaders'] as const)
    Object.assign(headers, parseHeaders(options[setting], setting));
  // The only one who asks for parts, and the only one who decodes.
  for (const name of ['range', 'if-range', 'accept-encoding', 'content-length']) delete headers[name];
  return headers;
}

function parseHeaders(value: unknown, setting: string): Record<string, string> {
  const found = typeof value === 'string' ? parseJson(value, setting) : (value ?? {});
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw httpfileErrors.badHeaders({ setting, problem: 'it is no object' });
  const headers: Record<string, string> = {};
  for (const [name, content] of Object.entries(found)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, String(content));
    } catch (error) {
      throw httpfileErrors.badHeaders({ setting, problem: `"${name}" cannot be sent as it is` }, error);
    }
    headers[name.toLowerCase()] = String(content);
  }
  return headers;
}

function parseJson(text: string, setting: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Without the cause, which quotes the text.
    throw httpfileErrors.badHeaders({ setting, problem: 'it is no JSON' });
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
