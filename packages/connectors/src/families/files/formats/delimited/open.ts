import type { FileReaderOptions } from '../../fields.ts';
import type { TextFormat } from '../text-format.ts';
import { delimitedFormat } from './format.ts';
import { readDialect } from './options.ts';

/** csv and text files as a reader's options say. */
export function openDelimited(options: FileReaderOptions): TextFormat {
  return delimitedFormat({ ...options, skipHeader: options.skipHeader ?? false, dialect: readDialect(options) });
}
