/** What a Parquet file says of itself: footer and page headers as Thrift structures, and the numbers in them. */
import { type ThriftValue, list, optional, required, struct } from './thrift.ts';

/** At both ends of a file; an encrypted footer has the other one. */
export const magic = 'PAR1';
export const encryptedMagic = 'PARE';

/** Physical types. */
export const physical = {
  boolean: 0,
  int32: 1,
  int64: 2,
  int96: 3,
  float: 4,
  double: 5,
  byteArray: 6,
  fixedBytes: 7,
} as const;

export const repetition = { required: 0, optional: 1, repeated: 2 } as const;

/** The older way to say what a physical type means. */
export const converted = {
  utf8: 0,
  map: 1,
  mapKeyValue: 2,
  list: 3,
  enum: 4,
  decimal: 5,
  date: 6,
  timeMillis: 7,
  timeMicros: 8,
  timestampMillis: 9,
  timestampMicros: 10,
  uint8: 11,
  uint16: 12,
  uint32: 13,
  uint64: 14,
  int8: 15,
  int16: 16,
  int32: 17,
  int64: 18,
  json: 19,
  bson: 20,
  interval: 21,
} as const;

export const encodings = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  bitPacked: 4,
  deltaBinaryPacked: 5,
  deltaLengthByteArray: 6,
  deltaByteArray: 7,
  rleDictionary: 8,
  byteStreamSplit: 9,
} as const;

/** `lz4` is Hadoop's framing, `lz4Raw` the bare block. */
export const codecs = {
  none: 0,
  snappy: 1,
  gzip: 2,
  lzo: 3,
  brotli: 4,
  lz4: 5,
  zstd: 6,
  lz4Raw: 7,
} as const;

export const pageTypes = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;

const nothing = struct({});

/** A union: exactly one is set. */
const timeUnit = struct({
  millis: optional(1, nothing),
  micros: optional(2, nothing),
  nanos: optional(3, nothing),
});

const timeOfUnit = struct({
  isAdjustedToUtc: required(1, 'bool'),
  unit: required(2, timeUnit),
});

/** A union: what a physical type or a group means. */
export const logicalType = struct({
  string: optional(1, nothing),
  map: optional(2, nothing),
  list: optional(3, nothing),
  enum: optional(4, nothing),
  decimal: optional(5, struct({ scale: required(1, 'i32'), precision: required(2, 'i32') })),
  date: optional(6, nothing),
  time: optional(7, timeOfUnit),
  timestamp: optional(8, timeOfUnit),
  integer: optional(10, struct({ bitWidth: required(1, 'i8'), isSigned: required(2, 'bool') })),
  /** All values are null. */
  unknown: optional(11, nothing),
  json: optional(12, nothing),
  bson: optional(13, nothing),
  uuid: optional(14, nothing),
  float16: optional(15, nothing),
  variant: optional(16, nothing),
  geometry: optional(17, nothing),
  geography: optional(18, nothing),
});

/** Node of the schema tree, which is listed depth first; the first one is the root. */
export const schemaElement = struct({
  type: optional(1, 'i32'),
  typeLength: optional(2, 'i32'),
  repetition: optional(3, 'i32'),
  name: required(4, 'string'),
  childCount: optional(5, 'i32'),
  convertedType: optional(6, 'i32'),
  scale: optional(7, 'i32'),
  precision: optional(8, 'i32'),
  fieldId: optional(9, 'i32'),
  logicalType: optional(10, logicalType),
});

/** `min` and `max` are the outdated fields, whose order was never defined for unsigned values and bytes. */
export const statistics = struct({
  max: optional(1, 'binary'),
  min: optional(2, 'binary'),
  nullCount: optional(3, 'i64'),
  distinctCount: optional(4, 'i64'),
  maxValue: optional(5, 'binary'),
  minValue: optional(6, 'binary'),
  isMaxExact: optional(7, 'bool'),
  isMinExact: optional(8, 'bool'),
});

const keyValue = struct({ key: required(1, 'string'), value: optional(2, 'string') });

const encodingStatistics = struct({
  pageType: required(1, 'i32'),
  encoding: required(2, 'i32'),
  count: required(3, 'i32'),
});

export const columnMetaData = struct({
  type: required(1, 'i32'),
  encodings: required(2, list('i32')),
  path: required(3, list('string')),
  codec: required(4, 'i32'),
  /** Nulls and the empty entries of nested columns are counted. */
  valueCount: required(5, 'i64'),
  uncompressedBytes: required(6, 'i64'),
  /** Page headers are counted. */
  compressedBytes: required(7, 'i64'),
  keyValues: optional(8, list(keyValue)),
  dataPageOffset: required(9, 'i64'),
  indexPageOffset: optional(10, 'i64'),
  dictionaryPageOffset: optional(11, 'i64'),
  statistics: optional(12, statistics),
  encodingStatistics: optional(13, list(encodingStatistics)),
  bloomFilterOffset: optional(14, 'i64'),
  bloomFilterLength: optional(15, 'i32'),
});

export const columnChunk = struct({
  filePath: optional(1, 'string'),
  fileOffset: required(2, 'i64'),
  metaData: optional(3, columnMetaData),
  offsetIndexOffset: optional(4, 'i64'),
  offsetIndexLength: optional(5, 'i32'),
  columnIndexOffset: optional(6, 'i64'),
  columnIndexLength: optional(7, 'i32'),
  /** Its presence tells that the column is encrypted. */
  cryptoMetadata: optional(8, nothing),
});

const sortingColumn = struct({
  columnIndex: required(1, 'i32'),
  isDescending: required(2, 'bool'),
  nullsFirst: required(3, 'bool'),
});

export const rowGroup = struct({
  columns: required(1, list(columnChunk)),
  totalBytes: required(2, 'i64'),
  rowCount: required(3, 'i64'),
  sortingColumns: optional(4, list(sortingColumn)),
  fileOffset: optional(5, 'i64'),
  compressedBytes: optional(6, 'i64'),
  ordinal: optional(7, 'i16'),
});

/** Order of a column's statistics: that of its type. */
const columnOrder = struct({ typeOrder: optional(1, nothing) });

export const fileMetaData = struct({
  version: required(1, 'i32'),
  schema: required(2, list(schemaElement)),
  rowCount: required(3, 'i64'),
  rowGroups: required(4, list(rowGroup)),
  keyValues: optional(5, list(keyValue)),
  createdBy: optional(6, 'string'),
  columnOrders: optional(7, list(columnOrder)),
  /** Its presence tells that columns are encrypted, though the footer is not. */
  encryptionAlgorithm: optional(8, nothing),
});

export const dataPageHeader = struct({
  valueCount: required(1, 'i32'),
  encoding: required(2, 'i32'),
  definitionEncoding: required(3, 'i32'),
  repetitionEncoding: required(4, 'i32'),
  statistics: optional(5, statistics),
});

export const dictionaryPageHeader = struct({
  valueCount: required(1, 'i32'),
  encoding: required(2, 'i32'),
  isSorted: optional(3, 'bool'),
});

export const dataPageHeaderV2 = struct({
  valueCount: required(1, 'i32'),
  nullCount: required(2, 'i32'),
  rowCount: required(3, 'i32'),
  encoding: required(4, 'i32'),
  definitionBytes: required(5, 'i32'),
  repetitionBytes: required(6, 'i32'),
  /** Levels never are. Absent: true. */
  isCompressed: optional(7, 'bool'),
  statistics: optional(8, statistics),
});

export const pageHeader = struct({
  type: required(1, 'i32'),
  uncompressedBytes: required(2, 'i32'),
  compressedBytes: required(3, 'i32'),
  /** CRC-32 of the bytes after the header as they lie in the file. */
  crc: optional(4, 'i32'),
  dataPage: optional(5, dataPageHeader),
  indexPage: optional(6, nothing),
  dictionaryPage: optional(7, dictionaryPageHeader),
  dataPageV2: optional(8, dataPageHeaderV2),
});

export type LogicalType = ThriftValue<typeof logicalType>;
export type SchemaElement = ThriftValue<typeof schemaElement>;
export type Statistics = ThriftValue<typeof statistics>;
export type ColumnMetaData = ThriftValue<typeof columnMetaData>;
export type ColumnChunk = ThriftValue<typeof columnChunk>;
export type RowGroup = ThriftValue<typeof rowGroup>;
export type FileMetaData = ThriftValue<typeof fileMetaData>;
export type PageHeader = ThriftValue<typeof pageHeader>;
