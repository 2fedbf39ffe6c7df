/** The messages of ORC files, with the numbers of the published format. */
import { field, message, repeated } from './protobuf.ts';

export const magic = 'ORC';

export const compressionKinds = { none: 0, zlib: 1, snappy: 2, lzo: 3, lz4: 4, zstd: 5, brotli: 6 } as const;

/** Numbers are places in this list. */
export const typeKinds = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'timestamp',
  'list',
  'map',
  'struct',
  'union',
  'decimal',
  'date',
  'varchar',
  'char',
  'instant',
] as const;
export type TypeKind = (typeof typeKinds)[number];

export const streamKinds = { present: 0, data: 1, length: 2, dictionaryData: 3, secondary: 5 } as const;
/** Streams of these kinds are read; the others are indexes and statistics. */
export type StreamKind = (typeof streamKinds)[keyof typeof streamKinds];

export const encodings = { direct: 0, dictionary: 1, directV2: 2, dictionaryV2: 3 } as const;

export const calendars = { unknown: 0, hybrid: 1, proleptic: 2 } as const;

/** Writers by the number in the footer; only those that matter for reading. */
export const writers = { java: 0 } as const;

export const postScript = message({
  footerLength: field(1, 'uint'),
  compression: field(2, 'uint'),
  compressionBlockSize: field(3, 'uint'),
  version: repeated(4, 'uint'),
  metadataLength: field(5, 'uint'),
  writerVersion: field(6, 'uint'),
  magic: field(8000, 'string'),
});

export const stripeInformation = message({
  offset: field(1, 'uint'),
  indexLength: field(2, 'uint'),
  dataLength: field(3, 'uint'),
  footerLength: field(4, 'uint'),
  numberOfRows: field(5, 'uint'),
});

export const typeMessage = message({
  kind: field(1, 'uint'),
  subtypes: repeated(2, 'uint'),
  fieldNames: repeated(3, 'string'),
  maximumLength: field(4, 'uint'),
  precision: field(5, 'uint'),
  scale: field(6, 'uint'),
});

export const columnStatistics = message({
  numberOfValues: field(1, 'uint'),
  integers: field(2, message({ minimum: field(1, 'sint64'), maximum: field(2, 'sint64'), sum: field(3, 'sint64') })),
  doubles: field(3, message({ minimum: field(1, 'double'), maximum: field(2, 'double'), sum: field(3, 'double') })),
  strings: field(4, message({ minimum: field(1, 'bytes'), maximum: field(2, 'bytes'), sum: field(3, 'sint') })),
  buckets: field(5, message({ count: repeated(1, 'uint') })),
  decimals: field(6, message({ minimum: field(1, 'string'), maximum: field(2, 'string'), sum: field(3, 'string') })),
  dates: field(7, message({ minimum: field(1, 'sint'), maximum: field(2, 'sint') })),
  binaries: field(8, message({ sum: field(1, 'sint') })),
  timestamps: field(9, message({ minimumUtc: field(3, 'sint'), maximumUtc: field(4, 'sint') })),
  hasNull: field(10, 'bool'),
});

export const footer = message({
  headerLength: field(1, 'uint'),
  contentLength: field(2, 'uint'),
  stripes: repeated(3, stripeInformation),
  types: repeated(4, typeMessage),
  numberOfRows: field(6, 'uint'),
  statistics: repeated(7, columnStatistics),
  rowIndexStride: field(8, 'uint'),
  writer: field(9, 'uint'),
  encryption: field(10, message({})),
  calendar: field(11, 'uint'),
  softwareVersion: field(12, 'string'),
});

export const stripeFooter = message({
  streams: repeated(1, message({ kind: field(1, 'uint'), column: field(2, 'uint'), length: field(3, 'uint') })),
  columns: repeated(2, message({ kind: field(1, 'uint'), dictionarySize: field(2, 'uint') })),
  writerTimezone: field(3, 'string'),
});

/** Statistics of the stripes, before the footer. */
export const metadata = message({
  stripes: repeated(1, message({ columns: repeated(1, columnStatistics) })),
});
