import { fileErrors } from '../../errors.ts';

/** How records and fields lie in a text file. Plain data; scanners and encoders are generated from it. */
export interface Dialect {
  /** UTF-8 bytes, at least one. */
  readonly delimiter: Uint8Array;
  /** `lf` ends a record at LF or CR LF; else exactly these bytes. */
  readonly lineEnd: 'lf' | Uint8Array;
  /** Byte around fields that hold delimiters; absent: fields are never quoted. */
  readonly quote?: number;
  /** Takes the next byte literally inside quotes; absent: a quote is doubled. */
  readonly escape?: number;
  /** Records that begin with this byte are left out. */
  readonly comment?: number;
  /** Blanks and tabs around unquoted fields are dropped. */
  readonly trims: boolean;
  /** Empty lines: left out, taken as a record, or `auto`: taken only when records have one field. */
  readonly emptyRecords: 'skip' | 'keep' | 'auto';
  /** Unquoted text that means null. Absent: none. */
  readonly nullText?: Uint8Array;
  /** An unquoted empty field is null, whatever `nullText` says. */
  readonly emptyIsNull: boolean;
}

const lf = 10;
const cr = 13;

/** Throws `FILES_BAD_DIALECT` when records could not be told apart. */
export function checkDialect(dialect: Dialect): Dialect {
  const { delimiter, quote, escape, lineEnd, comment } = dialect;
  const problem = (text: string) => fileErrors.badDialect({ problem: text });
  if (delimiter.length === 0) throw problem('fieldDelimiter is empty');
  if (lineEnd !== 'lf' && lineEnd.length === 0) throw problem('lineDelimiter is empty');
  const ends = lineEnd === 'lf' ? [lf, cr] : [...lineEnd];
  if (delimiter.includes(ends[0] as number)) throw problem('fieldDelimiter holds the end of a line');
  for (const [name, byte] of [
    ['quote', quote],
    ['escape', escape],
    ['comment', comment],
  ] as const) {
    if (byte === undefined) continue;
    if (byte > 127) throw problem(`${name} is not an ASCII character`);
    if (delimiter.includes(byte)) throw problem(`fieldDelimiter holds the ${name} character`);
    if (ends.includes(byte)) throw problem(`the end of a line holds the ${name} character`);
  }
  return dialect;
}

/** Length in bytes of the end of a line as it is searched for. */
export function lineEndBytes(dialect: Dialect): Uint8Array {
  return dialect.lineEnd === 'lf' ? Uint8Array.of(lf) : dialect.lineEnd;
}
