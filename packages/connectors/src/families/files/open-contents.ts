import type { ConnectorContext } from '@sluice/core';
import { BlockContents } from './block-contents.ts';
import type { FileContents } from './contents.ts';
import { loadEncoding } from './encoding.ts';
import { fileErrors } from './errors.ts';
import type { FileReaderOptions } from './fields.ts';
import { fileFormat } from './formats/index.ts';
import { policiesOf } from './placement.ts';
import type { Storage } from './storage.ts';
import { TextContents } from './text-contents.ts';

/** How the files of a reader's options are read. Throws when the options contradict each other. */
export async function openContents(
  storage: Storage,
  options: FileReaderOptions,
  context: ConnectorContext,
): Promise<FileContents> {
  const format = fileFormat(options.fileFormat);
  const policies = policiesOf(options);
  if (format.text !== undefined) {
    const text = await format.text(options);
    const encoding = await loadEncoding(options.encoding);
    const { codec: compress = options.compress } = format;
    return new TextContents(storage, text, { ...options, compress, encoding, policies }, context.signal);
  }
  if (format.block !== undefined) {
    const { byteEncoding, skipEmptyFiles } = options;
    const block = await format.block(options, context);
    return new BlockContents(storage, block, { policies, byteEncoding, skipEmptyFiles }, context);
  }
  refuseColumns(options);
  return new (await import('./binary/copy-contents.ts')).CopyContents(options.path);
}

/** Files that are copied as they are have no columns. */
function refuseColumns(options: FileReaderOptions): void {
  const { column, compress } = options;
  const given = {
    column: Array.isArray(column) && column.some((entry) => entry !== '*'),
    hivePartitions: options.hivePartitions,
    pathColumn: options.pathColumn !== undefined,
    lineColumn: options.lineColumn !== undefined,
    compress: compress !== undefined && compress !== '' && compress !== 'none',
  };
  const [name] = Object.entries(given).find(([, isGiven]) => isGiven) ?? [];
  if (name !== undefined)
    throw fileErrors.badDialect({ problem: `fileFormat binary copies files as they are, so ${name} has no place` });
}
