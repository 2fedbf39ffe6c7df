import type { JsonValue } from '@sluice/core';
import type { ByteWindow } from '../../byte-window.ts';
import { allColumns } from '../../columns.ts';
import { placeColumns, type Placement } from '../../placement.ts';
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
  readonly hasQuotedNewlines: boolean;
  readonly maxRecordBytes: number;
}

/** csv and text files. */
export function delimitedFormat(options: DelimitedOptions): TextFormat {
  const { dialect, skipHeader, hasQuotedNewlines, maxRecordBytes } = options;
  const scanners = new Map<string, RecordScanner>();
  const readsAllToCut = dialect.quote !== undefined && hasQuotedNewlines;
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
      const placement = placementOf(request, header);
      const width = header?.length ?? 0;
      const key = JSON.stringify([width, placement]);
      const scanner = scanners.get(key) ?? createScanner(options, request, placement, width);
      scanners.set(key, scanner);
      return scanner;
    },

    async head(window) {
      if (!skipHeader) return null;
      return (await firstRecord(window, dialect, maxRecordBytes))?.fields ?? (null as JsonValue);
    },

    cutObstacle: cutObstacle(dialect, hasQuotedNewlines),
    readsAllToCut,
    boundaries: (read, targets) =>
      readsAllToCut ? quotedBoundaries(read(0), targets, dialect) : lineBoundaries(read, targets, dialect),
  };
}

/** Where the columns lie in a record. */
function placementOf(request: ScanRequest, header: readonly string[] | null): Placement {
  if (header !== null) return placeColumns({ ...request, names: header });
  // Without a header names are labels, and the order of the list is that of the fields.
  const listed = request.columns.filter(({ fact, partition }) => fact === undefined && partition === undefined);
  return {
    places: request.columns.map((column) => column.index ?? (column.key === undefined ? -1 : listed.indexOf(column))),
  };
}

/** @param width fields of the header; 0: there is none. */
function createScanner(
  options: DelimitedOptions,
  request: ScanRequest,
  { places, refusal }: Placement,
  width: number,
): RecordScanner {
  const { columns, policies } = request;
  const isExact = policies.extra === undefined ? request.isDiscovered : policies.extra !== 'ignore';
  const count = Math.max(isExact ? width - 1 : 0, 0, ...places) + 1;
  const fields = Array.from({ length: count }, (_, place) =>
    places.flatMap((at, index) => (at === place ? [index] : [])),
  );
  return delimitedScanner({
    dialect: options.dialect,
    schema: request.schema,
    fields,
    constants: places.flatMap((place, index) => (place < 0 && columns[index]?.fact !== 'line' ? [index] : [])),
    lines: columns.flatMap(({ fact }, index) => (fact === 'line' ? [index] : [])),
    isExact,
    fillsMissing: policies.missing === 'null',
    ...(refusal === undefined ? {} : { refusal }),
    policies,
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
