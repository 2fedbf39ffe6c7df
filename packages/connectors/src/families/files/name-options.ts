import { posix } from 'node:path';
import type { JsonValue } from '@sluice/core';
import { codecOfName } from './codecs/index.ts';
import { fileErrors } from './errors.ts';

const formats: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'text',
  text: 'text',
  tbl: 'text',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  json: 'json',
  parquet: 'parquet',
  orc: 'orc',
  avro: 'avro',
  xlsx: 'excel',
  xlsm: 'excel',
};

/** Format and compression that the end of a name tells: `orders.csv.gz`. */
export function formatOfName(path: string, side: 'reader' | 'writer'): Record<string, JsonValue> {
  const codec = codecOfName(path);
  const suffix = codec?.suffixes.find((end) => path.toLowerCase().endsWith(end)) ?? '';
  const extension = /\.([a-z]+)$/i.exec(path.slice(0, path.length - suffix.length))?.[1]?.toLowerCase() ?? '';
  const format = formats[extension] ?? 'csv';
  return {
    fileFormat: side === 'writer' && format === 'json' ? 'jsonl' : format,
    ...(extension === 'tsv' ? { fieldDelimiter: '\t' } : {}),
    // Text has no quotes to tell null from an empty text.
    ...(format === 'csv' ? { nullFormat: '' } : {}),
    ...(format === 'text' ? { nullFormat: String.raw`\N` } : {}),
    ...(codec !== undefined && side === 'writer' ? { compress: codec.name } : {}),
  };
}

/** Options that the query of a URL gives. Throws `FILES_URL_FRAGMENT` where part of a name would be lost. */
export function optionsOfUrl(url: URL): Record<string, JsonValue> {
  if (url.hash !== '') throw fileErrors.urlFragment();
  return Object.fromEntries(url.searchParams);
}

/**
 * Parameters of a step that reads what a path stands for, or writes one file, or into a folder when the path ends with
 * a slash. What is written reads back exactly.
 */
export function parameterOfPath(path: string, side: 'reader' | 'writer'): Record<string, JsonValue> {
  const format = formatOfName(path, side);
  if (side === 'reader') return { path: [path], ...format, byteEncoding: 'base64' };
  if (path.endsWith('/')) return { path, ...format };
  return { path: posix.dirname(path), fileName: posix.basename(path), singleFileOutput: true, ...format };
}
