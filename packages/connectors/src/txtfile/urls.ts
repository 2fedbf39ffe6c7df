import { fileURLToPath } from 'node:url';
import { fileErrors } from '../families/files/errors.ts';
import { formatOfName, optionsOfUrl, parameterOfPath } from '../families/files/name-options.ts';
import type { JsonValue } from '@sluice/core';
import { standardStream } from './standard-streams.ts';

/**
 * `file:///data/orders.csv.gz?skipHeader=true`: the format comes from the name, every option may be given as a
 * query. `file:-?fileFormat=jsonl` is standard input or output. What is written to reads back exactly.
 */
export function fileUrlParameter(url: URL, side: 'reader' | 'writer'): Record<string, JsonValue> {
  const given = optionsOfUrl(url);
  const path = pathOf(url);
  const isStreamWriter = path === standardStream && side === 'writer';
  const common = isStreamWriter ? { path, ...formatOfName(path, side) } : parameterOfPath(path, side);
  return { ...common, ...given };
}

function pathOf(url: URL): string {
  if (url.pathname === standardStream || url.pathname === `/${standardStream}`) return standardStream;
  try {
    return fileURLToPath(`${url.protocol}//${url.host}${url.pathname}`);
  } catch (error) {
    throw fileErrors.unreadable({ path: url.href, problem: 'the URL names no file of this machine' }, error);
  }
}
