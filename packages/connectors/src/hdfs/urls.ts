import type { JsonValue } from '@sluice/core';
import { optionsOfUrl, parameterOfPath } from '../families/files/name-options.ts';
import { hdfsErrors } from './errors.ts';

/**
 * `hdfs://nn1:8020/data/orders.csv.gz`, `webhdfs://me@nn1:9870/data/*.csv?skipHeader=true`: the format comes from the
 * name, every option may be given as a query.
 */
export function hdfsUrlParameter(url: URL, side: 'reader' | 'writer'): Record<string, JsonValue> {
  const path = pathOf(url);
  return {
    defaultFS: `${url.protocol}//${url.host}`,
    ...(url.username === '' ? {} : { user: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...parameterOfPath(path, side),
    ...optionsOfUrl(url),
  };
}

function pathOf(url: URL): string {
  try {
    return decodeURIComponent(url.pathname) || '/';
  } catch (error) {
    const problem = 'a % in its path is not followed by two hexadecimal digits; write it as %25';
    throw hdfsErrors.badFileSystem({ setting: 'The URL', problem }, error);
  }
}
