import type { JsonValue } from '@sluice/core';
import type { ByteWindow } from '../../byte-window.ts';
import { allColumns } from '../../columns.ts';
import { fileErrors } from '../../errors.ts';
import type { RecordScanner } from '../format.ts';
import type { ScanRequest, TextFormat } from '../text-format.ts';
import { cutObstacle, lineBoundaries, quotedBoundaries } from './boundaries.ts';
import type { Dialect } from './dialect.ts';
import { firstRecordStart, splitRecord } from './first-record.ts';
import { delimitedScanner } from './scanner.ts';
import { DelimitedWalker } from './walker.ts';

export interface DelimitedOptions {
  readonly dialect: Dialect;
  readonly skipHeader: boolean;
  readonly extraColumns: 'ignore' | 'reject' | undefined;
  readonly hasQuotedNewlines: boolean;
  readonly maxRecordBytes: number;
}

/** csv and text files. */
export function delimitedFormat(options: DelimitedOptions): TextFormat {
  const { dialect, skipHeader, hasQuotedNewlines, maxRecordBytes } = options;
  const scanners = new Map<string, RecordScanner>();
  return {
    async discover(window) {
      const first = await firstRecord(window, dialect, maxRecordBytes);
      if (first === undefined) return undefined;
      return skipHeader
        ? allColumns(first.fields, true)
        : allColumns(
            first.fields.map((_, index) => `column${index}`),
            false,
          );
    },

    async begin(window, request) {
      let header = request.head as readonly string[] | null;
      if (request.isStart && skipHeader) {
        const first = await firstRecord(window, dialect, maxRecordBytes);
        header = first?.fields ?? null;
        if (first !== undefined) window.start = first.end;
      }
      const places = placesOf(request, header);
      const key = places.join();
      const scanner = scanners.get(key) ?? createScanner(options, request, places);
      scanners.set(key, scanner);
      return scanner;
    },

    async head(window) {
      if (!skipHeader) return null;
      return (await firstRecord(window, dialect, maxRecordBytes))?.fields ?? (null as JsonValue);
    },

    cutObstacle: cutObstacle(dialect, hasQuotedNewlines),
    boundaries: (read, targets) =>
      dialect.quote === undefined || !hasQuotedNewlines
        ? lineBoundaries(read, targets, dialect)
        : quotedBoundaries(read(0), targets, dialect),
  };
}

/** Place in a record of each column; -1 for constants. */
function placesOf(request: ScanRequest, header: readonly string[] | null): readonly number[] {
  const { columns, path } = request;
  // Without a header names are labels, and the order of the list is that of the fields.
  if (header === null) return columns.map((column, index) => column.index ?? (column.key === undefined ? -1 : index));
  if (request.isDiscovered) checkSameHeader(request, header);
  return columns.map((column) => {
    if (column.key === undefined) return column.index ?? -1;
    const place = header.indexOf(column.key);
    if (place < 0) throw fileErrors.columnNotFound({ path, column: column.key, found: header.join(', ') });
    return place;
  });
}

/** With `["*"]` files may order their columns differently, but must have the same ones. */
function checkSameHeader({ columns, path, firstPath }: ScanRequest, header: readonly string[]): void {
  const names = columns.map((column) => column.key);
  if (names.every((name) => name === undefined)) return;
  if (names.length !== header.length || !header.every((name) => names.includes(name)))
    throw fileErrors.headerDiffers({ path, first: firstPath });
}

function createScanner(options: DelimitedOptions, request: ScanRequest, places: readonly number[]): RecordScanner {
  const count = Math.max(0, ...places) + 1;
  const fields = Array.from({ length: count }, (_, place) =>
    places.flatMap((at, index) => (at === place ? [index] : [])),
  );
  return delimitedScanner({
    dialect: options.dialect,
    schema: request.schema,
    fields,
    constants: places.flatMap((place, index) => (place < 0 ? [index] : [])),
    isExact: options.extraColumns === undefined ? request.isDiscovered : options.extraColumns === 'reject',
    constantTexts: request.constantTexts,
    textOptions: request.textOptions,
    parsers: request.parsers,
  });
}

interface FirstRecord {
  readonly fields: readonly string[];
  readonly end: number;
}

async function firstRecord(window: ByteWindow, dialect: Dialect, maxBytes: number): Promise<FirstRecord | undefined> {
  for (let size = 64 * 1024; ; size *= 2) {
    await window.fill(size);
    const start = firstRecordStart(window.bytes, window.start, window.end, dialect);
    if (start >= 0) {
      const walker = new DelimitedWalker(dialect);
      const end = walker.walk(window.bytes, start, window.end, window.isLast);
      if (walker.isAtRecordStart || window.isLast || size > maxBytes) {
        return { fields: splitRecord(window.bytes, start, end, dialect), end };
      }
    }
    if (window.isLast) return undefined;
  }
}
