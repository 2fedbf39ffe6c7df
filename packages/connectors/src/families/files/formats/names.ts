/** Names of file formats in jobs. What they mean stands in index.ts. */
export const readableFormats = ['csv', 'text', 'jsonl', 'json', 'avro', 'binary'] as const;
export const writableFormats = ['csv', 'text', 'jsonl', 'avro', 'binary'] as const;

export type FormatName = (typeof readableFormats)[number] | (typeof writableFormats)[number];
