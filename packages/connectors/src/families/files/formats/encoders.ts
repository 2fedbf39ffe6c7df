import type { ConnectorContext, Schema } from '@sluice/core';
import { byteFormatters } from '../byte-encoding.ts';
import type { FileWriterOptions } from '../fields.ts';
import { delimitedEncoder } from './delimited/encoder.ts';
import { writeDialect } from './delimited/options.ts';
import type { RowEncoder } from './format.ts';
import { jsonEncoder } from './jsonl/encoder.ts';

/** The encoder that a writer's options ask for. Throws when they contradict each other. */
export function rowEncoder(options: FileWriterOptions, schema: Schema, context: ConnectorContext): RowEncoder {
  const { timeZone, lenientDates } = context;
  const { dateFormat } = options;
  const textOptions = {
    timeZone,
    lenientDates,
    ...(dateFormat === undefined || dateFormat === '' ? {} : { dateFormat }),
  };
  const formatters = byteFormatters(schema, options.byteEncoding);
  if (options.fileFormat === 'jsonl') return jsonEncoder({ schema, textOptions, formatters });
  const header = headerOf(options, schema);
  return delimitedEncoder({
    dialect: writeDialect(options),
    schema,
    textOptions,
    formatters,
    ...(header === undefined ? {} : { header }),
  });
}

function headerOf({ header, writeHeader }: FileWriterOptions, schema: Schema): readonly string[] | undefined {
  if (Array.isArray(header) && header.length > 0) return writeHeader === false ? undefined : header.map(String);
  const isWanted = writeHeader === true || String(header).toLowerCase() === 'true';
  return isWanted ? schema.columns.map((column) => column.name) : undefined;
}
