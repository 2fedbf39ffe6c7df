/** Numbers of the zip format, as "APPNOTE.TXT" has them. */

export const signatures = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  entry: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

export const flags = {
  /** Sizes and checksum follow the data, as they are not known before. */
  hasDescriptor: 8,
  nameIsUtf8: 0x800,
} as const;

/** The method that everybody has. */
export const deflated = 8;
/** A size of 32 bits that stands for one of 64 elsewhere. */
export const unknownSize = 0xffff_ffff;
/** 1 January 1980, the earliest: written files do not differ by when they were written. */
export const earliestDate = 0x21;
