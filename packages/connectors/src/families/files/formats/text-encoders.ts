import type { ConnectorContext, Schema, TextOptions } from '@sluice/core';
import { byteFormatters } from '../byte-encoding.ts';
import type { FileWriterOptions } from '../fields.ts';
import { delimitedEncoder } from './delimited/encoder.ts';
import { writeDialect } from './delimited/options.ts';
import type { EncoderFactory } from './format.ts';
import { jsonEncoder } from './jsonl/encoder.ts';

/** Encoders of csv and text. Throws when the options contradict each other. */
export function delimitedEncoders(options: FileWriterOptions, context: ConnectorContext): EncoderFactory {
  const dialect = writeDialect(options);
  return (schema) => {
    const header = headerOf(options, schema, false);
    return delimitedEncoder({
      dialect,
      schema,
      textOptions: textOptionsOf(options, context),
      formatters: byteFormatters(schema, options.byteEncoding),
      ...(header === undefined ? {} : { header }),
    });
  };
}

/** Encoders of JSON Lines, and of JSON arrays. */
export function jsonEncoders(options: FileWriterOptions, context: ConnectorContext): EncoderFactory {
  return (schema) =>
    jsonEncoder({
      schema,
      textOptions: textOptionsOf(options, context),
      formatters: byteFormatters(schema, options.byteEncoding),
      form: options.fileFormat === 'json' ? 'array' : 'lines',
    });
}

export function textOptionsOf(
  { dateFormat }: FileWriterOptions,
  { timeZone, lenientDates }: ConnectorContext,
): TextOptions {
  return { timeZone, lenientDates, ...(dateFormat === undefined || dateFormat === '' ? {} : { dateFormat }) };
}

/**
 * Names for the first line, if there is one.
 *
 * @param isUsual files of the format mostly have it.
 */
export function headerOf(
  { header, writeHeader }: FileWriterOptions,
  schema: Schema,
  isUsual: boolean,
): readonly string[] | undefined {
  if (Array.isArray(header) && header.length > 0) return writeHeader === false ? undefined : header.map(String);
  const wish = header === undefined || header === null ? undefined : String(header).toLowerCase() === 'true';
  return (writeHeader ?? wish ?? isUsual) ? schema.columns.map((column) => column.name) : undefined;
}
