/** Excel files as the options of a job say. */
import type { ConnectorContext } from '@sluice/core';
import { byteFormatters } from '../byte-encoding.ts';
import { typedEntries } from '../columns.ts';
import { fileErrors } from '../errors.ts';
import type { FileReaderOptions, FileWriterOptions } from '../fields.ts';
import type { BlockFormat } from './block-format.ts';
import { excelEncoder } from './excel/encoder.ts';
import { excelFormat } from './excel/format.ts';
import type { EncoderFactory } from './format.ts';
import { given } from './given.ts';
import { headerOf, textOptionsOf } from './text-encoders.ts';

export function openExcel(options: FileReaderOptions, context: ConnectorContext): BlockFormat {
  const { sheet, range, skipRows, mergedCells, errorCells, nullFormat, maxExpansion, skipHeader } = options;
  const { timeZone, lenientDates, temporaryFolder } = context;
  const columnTypes = typedEntries(options.column);
  const isIgnored = options.extraColumns === undefined ? columnTypes.isListed : options.extraColumns === 'ignore';
  return excelFormat({
    ...given({ sheet, range, skipRows, mergedCells, errorCells, nullFormat, hasHeader: skipHeader }),
    emptyRows: options.skipEmptyRecords === false ? 'keep' : 'skip',
    extraCells: isIgnored ? 'ignore' : 'reject',
    columnTypes: columnTypes.entries,
    textOptions: { timeZone, lenientDates },
    maxExpansion,
    temporaryFolder,
  });
}

export function excelEncoders(options: FileWriterOptions, context: ConnectorContext): EncoderFactory {
  const { sheet, compress = '' } = options;
  if (!['', 'none', 'deflate', 'zip'].includes(compress.trim().toLowerCase()))
    throw fileErrors.unknownCodec({ compress, known: 'none; a workbook is packed already' });
  return (schema) =>
    excelEncoder(schema, {
      ...given({ sheetName: sheet, header: headerOf(options, schema, true) }),
      textOptions: textOptionsOf(options, context),
      formatters: byteFormatters(schema, options.byteEncoding),
    });
}
