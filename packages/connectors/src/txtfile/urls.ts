import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codecOfName } from '../families/files/codecs/index.ts';
import { fileErrors } from '../families/files/errors.ts';
import type { JsonValue } from '@sluice/core';
import { standardStream } from './standard-streams.ts';

const formats: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'text',
  text: 'text',
  tbl: 'text',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
};

/**
 * `file:///data/orders.csv.gz?skipHeader=true`: the format comes from the name, every option may be given as a
 * query. `file:-?fileFormat=jsonl` is standard input or output. What is written to reads back exactly.
 */
export function fileUrlParameter(url: URL, side: 'reader' | 'writer'): Record<string, JsonValue> {
  const given: Record<string, JsonValue> = Object.fromEntries(url.searchParams);
  const path = pathOf(url);
  const codec = codecOfName(path);
  const suffix = codec?.suffixes.find((end) => path.toLowerCase().endsWith(end)) ?? '';
  const extension = /\.([a-z]+)$/i.exec(path.slice(0, path.length - suffix.length))?.[1]?.toLowerCase() ?? '';
  const format = formats[extension] ?? 'csv';
  const common = {
    fileFormat: side === 'writer' && format === 'json' ? 'jsonl' : format,
    ...(extension === 'tsv' ? { fieldDelimiter: '\t' } : {}),
    // Text has no quotes to tell null from an empty text.
    ...(format === 'csv' ? { nullFormat: '' } : {}),
    ...(format === 'text' ? { nullFormat: String.raw`\N` } : {}),
  };
  if (side === 'reader') return { path: [path], ...common, byteEncoding: 'base64', ...given };
  if (path === standardStream) return { path, ...common, ...given };
  return {
    path: dirname(path),
    fileName: basename(path),
    singleFileOutput: true,
    ...common,
    ...(codec === undefined ? {} : { compress: codec.name }),
    ...given,
  };
}

function pathOf(url: URL): string {
  if (url.pathname === standardStream || url.pathname === `/${standardStream}`) return standardStream;
  try {
    return fileURLToPath(`${url.protocol}//${url.host}${url.pathname}`);
  } catch (error) {
    throw fileErrors.unreadable({ path: url.href, problem: 'the URL names no file of this machine' }, error);
  }
}
