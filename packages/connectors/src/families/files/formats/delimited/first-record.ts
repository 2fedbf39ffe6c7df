import { lineEndBytes, type Dialect } from './dialect.ts';
import { DelimitedWalker } from './walker.ts';

/** Fields of the record at `start`, comfortably and slowly: for headers and for counting columns. */
export function splitRecord(bytes: Uint8Array, start: number, end: number, dialect: Dialect): readonly string[] {
  const { delimiter, quote, escape, trims } = dialect;
  const record = Buffer.from(bytes.buffer, bytes.byteOffset + start, recordLength(bytes, start, end, dialect));
  const fields: string[] = [];
  for (let at = 0; ;) {
    if (trims) at = skipBlanks(record, at);
    if (quote !== undefined && record[at] === quote) {
      const text: number[] = [];
      for (at++; at < record.length; at++) {
        const c = record[at] as number;
        if (c === (escape ?? quote) && at + 1 < record.length && (escape !== undefined || record[at + 1] === quote))
          text.push(record[++at] as number);
        else if (c === quote) break;
        else text.push(c);
      }
      fields.push(Buffer.from(text).toString('utf8'));
    } else {
      const found = record.indexOf(delimiter, at);
      const text = record.toString('utf8', at, found < 0 ? record.length : found);
      fields.push(trims ? text.trimEnd() : text);
    }
    const next = record.indexOf(delimiter, at);
    if (next < 0) return fields;
    at = next + delimiter.length;
  }
}

function skipBlanks(bytes: Uint8Array, position: number): number {
  let at = position;
  while (bytes[at] === 32 || bytes[at] === 9) at++;
  return at;
}

function recordLength(bytes: Uint8Array, start: number, end: number, dialect: Dialect): number {
  const lineEnd = lineEndBytes(dialect);
  const walker = new DelimitedWalker(dialect);
  const next = walker.walk(bytes, start, end, true);
  const last = walker.isAtRecordStart ? next - lineEnd.length : end;
  const hasReturn = dialect.lineEnd === 'lf' && last > start && bytes[last - 1] === 13;
  return last - start - (hasReturn ? 1 : 0);
}

/** Position of the first record that is neither an empty line nor a comment; -1 when there is none up to `end`. */
export function firstRecordStart(bytes: Uint8Array, start: number, end: number, dialect: Dialect): number {
  for (let at = start; at < end;) {
    const walker = new DelimitedWalker(dialect);
    const next = walker.walk(bytes, at, end, true);
    if (bytes[at] !== dialect.comment && (dialect.emptyRecords === 'keep' || recordLength(bytes, at, end, dialect) > 0))
      return at;
    at = next;
  }
  return -1;
}
