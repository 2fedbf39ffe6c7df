import type { FileReaderOptions } from '../fields.ts';
import { delimitedFormat } from './delimited/format.ts';
import { readDialect } from './delimited/options.ts';
import { jsonFormat } from './jsonl/format.ts';
import type { TextFormat } from './text-format.ts';

/** The format that a reader's options ask for. Throws when they contradict each other. */
export function textFormat(options: FileReaderOptions): TextFormat {
  const { fileFormat, nullFormat } = options;
  if (fileFormat === 'csv' || fileFormat === 'text')
    return delimitedFormat({ ...options, dialect: readDialect(options), extraColumns: options.extraColumns });
  const nullText = nullFormat === undefined ? {} : { nullText: new TextEncoder().encode(nullFormat) };
  return jsonFormat({ form: fileFormat === 'jsonl' ? 'lines' : 'stream', ...nullText });
}
