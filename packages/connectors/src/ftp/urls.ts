import type { UrlSupport } from '@sluice/core';
import { optionsOfUrl, parameterOfPath } from '../families/files/name-options.ts';
import { errors } from './errors.ts';

/**
 * `sftp://user:password@host:22/data/orders.csv.gz?hostKey=SHA256:…`. The path begins at the root of the server,
 * `/~/orders.csv` at the folder after login. Options of the connection and of the format are given as a query.
 */
export const remoteUrls: UrlSupport = {
  schemes: ['sftp', 'ftp', 'ftps'],
  toParameter(url, side) {
    const protocol = url.protocol.slice(0, -1);
    const given = optionsOfUrl(url);
    const path = decode(url.pathname).replace(/^\/~\//, '');
    if (url.hostname === '' || path === '' || (side === 'writer' && path.endsWith('/')))
      throw errors.settingInvalid({ setting: 'url', reason: `write ${protocol}://user@host/folder/file` });
    return {
      protocol,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      ...(url.username === '' ? {} : { user: decode(url.username) }),
      ...(url.password === '' ? {} : { password: decode(url.password) }),
      ...parameterOfPath(path, side),
      ...given,
    };
  },
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    throw errors.settingInvalid({ setting: 'url', reason: 'a percent sign in it is not followed by a code' }, error);
  }
}
