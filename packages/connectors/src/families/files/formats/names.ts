/** Names of file formats in jobs. What they mean stands in index.ts. */
const everywhere = ['csv', 'text', 'jsonl', 'parquet', 'orc', 'avro', 'excel', 'xlsx', 'binary'] as const;

export const readableFormats = [...everywhere, 'json'] as const;
export const writableFormats = everywhere;

export type FormatName = (typeof readableFormats)[number];
