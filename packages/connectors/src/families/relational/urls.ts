import type { JsonValue, UrlSupport } from '@sluice/core';

/**
 * URLs of `sluice copy` for a database server: `scheme://user:password@host:port/database?table=schema.table`, or with
 * the table as last part of the path or as fragment. Everything else after the `?` is read as in a JDBC URL.
 *
 * @param schemes the first one is the driver's own.
 */
export function serverUrls(schemes: readonly [string, ...string[]]): UrlSupport {
  return { schemes, toParameter: (url) => toParameter(url, schemes[0]) };
}

function toParameter(url: URL, scheme: string): Record<string, JsonValue> {
  const [database = '', inPath = ''] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  const properties = new URLSearchParams(url.search);
  const table = properties.get('table') ?? (inPath || decodeURIComponent(url.hash.slice(1)));
  properties.delete('table');
  const rest = properties.size === 0 ? '' : `?${properties}`;
  return {
    jdbcUrl: `${scheme}://${url.host}/${encodeURIComponent(database)}${rest}`,
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    ...(table === '' ? {} : { table: [table] }),
    column: ['*'],
  };
}
