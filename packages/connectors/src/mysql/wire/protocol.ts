/** Numbers of the client/server protocol of MySQL and MariaDB. */

export const capability = {
  /** Set by MySQL and its kin; MariaDB leaves it out and announces extended capabilities instead. */
  mysql: 1 << 0,
  foundRows: 1 << 1,
  longFlag: 1 << 2,
  connectWithDatabase: 1 << 3,
  localFiles: 1 << 7,
  protocol41: 1 << 9,
  tls: 1 << 11,
  transactions: 1 << 13,
  secureConnection: 1 << 15,
  multiResults: 1 << 17,
  preparedMultiResults: 1 << 18,
  pluginAuth: 1 << 19,
  connectAttributes: 1 << 20,
  longAuthData: 1 << 21,
} as const;

/** MariaDB's capabilities from bit 32 on, as a number of their own. */
export const extendedCapability = {
  bulkExecute: 1 << 2,
  extendedMetadata: 1 << 3,
} as const;

export const command = {
  quit: 0x01,
  query: 0x03,
  prepare: 0x16,
  execute: 0x17,
  closeStatement: 0x19,
  bulkExecute: 0xfa,
} as const;

/** Types of columns and parameters. */
export const wireType = {
  decimal: 0,
  tiny: 1,
  short: 2,
  long: 3,
  float: 4,
  double: 5,
  null: 6,
  timestamp: 7,
  longLong: 8,
  int24: 9,
  date: 10,
  time: 11,
  datetime: 12,
  year: 13,
  bit: 16,
  json: 245,
  newDecimal: 246,
  enum: 247,
  set: 248,
  tinyBlob: 249,
  mediumBlob: 250,
  longBlob: 251,
  blob: 252,
  varString: 253,
  string: 254,
  geometry: 255,
} as const;

export const columnFlag = {
  notNull: 1,
  unsigned: 32,
  zerofill: 64,
  enum: 256,
  set: 2048,
} as const;

export const serverStatus = {
  inTransaction: 1,
  moreResults: 8,
  noBackslashEscapes: 512,
} as const;

/** Number of the character set "binary". */
export const binaryCharset = 63;
/** utf8mb4_general_ci, known to every server since 5.5. */
export const utf8mb4Charset = 45;

/** Longest payload of one frame; a frame of this length is continued by the next one. */
export const maxFrame = 0xff_ffff;
