/** THE table of file formats: what is true of each, and how its code is loaded. Nothing is loaded before it is used. */
import type { ConnectorContext } from '@sluice/core';
import type { FileReaderOptions, FileWriterOptions } from '../fields.ts';
import type { BlockFormat } from './block-format.ts';
import type { EncoderFactory } from './format.ts';
import { given } from './given.ts';
import type { FormatName } from './names.ts';
import type { TextFormat } from './text-format.ts';

export interface FileFormat {
  /** Given to written files. */
  readonly suffix: string;
  /** Several files joined are one file. */
  readonly isJoinable: boolean;
  /** It has encodings and is packed as a whole. Else it has types and its own compression inside, or is just bytes. */
  readonly isText: boolean;
  /** Codec of all its files, whatever their names and `compress` say. */
  readonly codec?: string;
  /** One of the two: how it is read. */
  text?(options: FileReaderOptions): Promise<TextFormat>;
  block?(options: FileReaderOptions, context: ConnectorContext): Promise<BlockFormat>;
  /** Absent: cannot be written. Throws when the options contradict each other. */
  encoder?(options: FileWriterOptions, context: ConnectorContext): Promise<EncoderFactory>;
}

const delimited = {
  isJoinable: true,
  isText: true,
  text: async (options) => (await import('./delimited/open.ts')).openDelimited(options),
  encoder: async (options, context) => (await import('./text-encoders.ts')).delimitedEncoders(options, context),
} satisfies Omit<FileFormat, 'suffix'>;

const json = {
  isText: true,
  text: async ({ fileFormat, nullFormat }) =>
    (await import('./jsonl/format.ts')).openJson(fileFormat === 'jsonl' ? 'lines' : 'stream', nullFormat),
  encoder: async (options, context) => (await import('./text-encoders.ts')).jsonEncoders(options, context),
} satisfies Omit<FileFormat, 'suffix' | 'isJoinable'>;

const block = { isJoinable: false, isText: false } as const;

const excel: FileFormat = {
  ...block,
  suffix: '.xlsx',
  block: async (options, context) => (await import('./excel-options.ts')).openExcel(options, context),
  encoder: async (options, context) => (await import('./excel-options.ts')).excelEncoders(options, context),
};

const formats: Readonly<Record<FormatName, FileFormat>> = {
  csv: { ...delimited, suffix: '.csv' },
  text: { ...delimited, suffix: '.text' },
  jsonl: { ...json, suffix: '.jsonl', isJoinable: true },
  json: { ...json, suffix: '.json', isJoinable: false },
  parquet: {
    ...block,
    suffix: '.parquet',
    block: async (_options, { temporaryFolder }) =>
      (await import('./parquet/format.ts')).parquetFormatWith({ temporaryFolder }),
    encoder: async (options) => (await import('./block-encoders.ts')).parquetEncoders(options),
  },
  orc: {
    ...block,
    suffix: '.orc',
    block: async ({ timestampUnit, legacyTimeZone }) =>
      (await import('./orc/format.ts')).orcFormatWith(given({ timestampUnit, legacyTimeZone })),
    encoder: async (options) => (await import('./block-encoders.ts')).orcEncoders(options),
  },
  avro: {
    ...block,
    suffix: '.avro',
    block: async () => (await import('./avro/format.ts')).avroFormat,
    encoder: async (options) => (await import('./block-encoders.ts')).avroEncoders(options),
  },
  excel,
  xlsx: excel,
  seq: {
    suffix: '.seq',
    isJoinable: false,
    isText: true,
    codec: 'sequence-file',
    // Lines are made of its values.
    text: async (options) =>
      (await import('./delimited/open.ts')).openDelimited({ ...options, fileFormat: 'text', lineDelimiter: '\n' }),
  },
  binary: { ...block, suffix: '' },
};

/** The facts of a format; `binary` has none that matter. */
export function fileFormat(name: FormatName): FileFormat {
  return formats[name];
}
