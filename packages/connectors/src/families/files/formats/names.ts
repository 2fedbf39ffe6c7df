/** Names of file formats in jobs. What they mean stands in index.ts. */
export const writableFormats = [
  'csv',
  'text',
  'jsonl',
  'json',
  'parquet',
  'orc',
  'avro',
  'excel',
  'xlsx',
  'binary',
] as const;
export const readableFormats = [...writableFormats, 'seq'] as const;

export type FormatName = (typeof readableFormats)[number];
