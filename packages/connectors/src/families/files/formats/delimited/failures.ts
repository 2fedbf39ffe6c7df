import type { ColumnSpec } from '@sluice/core';
import type { FileRefusal } from '../../placement.ts';
import { explainStatus } from '../explain-status.ts';

/** Why a record was given up; 1 to 3 are parse statuses. */
export const failures = {
  missing: 10,
  extra: 11,
  afterQuote: 12,
  openQuote: 13,
  tooLarge: 14,
  tooLong: 15,
  notUtf8: 16,
  endless: 17,
  noColumn: 18,
  moreColumns: 19,
} as const;

export interface FailurePlace {
  readonly line: number;
  readonly column: ColumnSpec | undefined;
  readonly fieldCount: number;
  readonly maxRecordBytes: number;
  /** Why every record of the file is refused. */
  readonly refusal: FileRefusal | undefined;
}

/** Code and sentence for a record that was given up. */
export function explainFailure(
  failure: number,
  place: FailurePlace,
): { readonly code: string; readonly reason: string } {
  const { line, column, fieldCount, maxRecordBytes } = place;
  const at = column === undefined ? `Line ${line}` : `Line ${line}, column "${column.name}"`;
  const because = (code: string, problem: string) => ({ code, reason: `${at}: ${problem}` });
  if (failure === failures.noColumn || failure === failures.moreColumns) return place.refusal as FileRefusal;
  switch (failure) {
    case failures.missing:
      return because('MISSING_FIELDS', `fewer than ${fieldCount} fields.`);
    case failures.extra:
      return because('EXTRA_FIELDS', `more than ${fieldCount} fields.`);
    case failures.afterQuote:
      return because('TEXT_AFTER_QUOTE', 'text after a closing quote.');
    case failures.openQuote:
      return because('OPEN_QUOTE', 'a quote opens here and is never closed.');
    case failures.endless:
      return because('MALFORMED', 'the record has no end.');
    case failures.tooLarge:
      return because('RECORD_TOO_LARGE', `the record is larger than ${maxRecordBytes} bytes.`);
    case failures.notUtf8:
      return because('INVALID_ENCODING', 'bytes that are no text in this encoding.');
  }
  if (column === undefined) return because('MALFORMED', 'not a record.');
  const { code, problem } = explainStatus(failure === failures.tooLong ? 2 : failure, column.type);
  return because(code, problem);
}
