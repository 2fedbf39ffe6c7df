/** What a writer's options say, checked for contradictions before anything happens. */
import type { ConnectorContext } from '@sluice/core';
import type { Codec } from './codecs/codec.ts';
import { codecNamed } from './codecs/index.ts';
import { loadEncoding, utf8, withMark, type Encoding } from './encoding.ts';
import { fileErrors } from './errors.ts';
import type { FileWriterOptions } from './fields.ts';
import type { EncoderFactory } from './formats/format.ts';
import { fileFormat } from './formats/index.ts';
import { checkFileName, checkTemplate, type OutputNames } from './output-names.ts';

export interface WritePlan {
  readonly names: OutputNames;
  readonly encoderFor: EncoderFactory;
  readonly encoding: Encoding;
  /** Around the whole file; formats that compress inside have none. */
  readonly codec: Codec | undefined;
  /** Files of several tasks can be joined to one. */
  readonly isJoinable: boolean;
  /** The format has types of its own, so the declared ones count. */
  readonly hasTypes: boolean;
  /** Bytes after which a new file begins. */
  readonly maxBytes: number;
}

export async function planWriting(options: FileWriterOptions, context: ConnectorContext): Promise<WritePlan> {
  const { maxFileSize = 0, singleFileOutput, nameTemplate } = options;
  const format = fileFormat(options.fileFormat);
  const codec = format.isText ? codecNamed(options.compress ?? '', 'write') : undefined;
  if (singleFileOutput) checkSingle(options);
  const encoderFor = await format.encoder?.(options, context);
  if (encoderFor === undefined) throw fileErrors.badDialect({ problem: `${options.fileFormat} cannot be written` });
  return {
    names: {
      fileName: checkFileName(options.fileName),
      runId: context.runId,
      suffix: suffixOf(options, format.suffix + (codec?.suffixes[0] ?? ''), codec),
      ...(isGiven(nameTemplate)
        ? {
            template: checkTemplate(nameTemplate, {
              rolls: maxFileSize > 0 || options.partitionColumns.length > 0,
              writeMode: options.writeMode,
            }),
          }
        : {}),
    },
    encoderFor,
    encoding: format.isText ? withMark(await loadEncoding(options.encoding), options.byteOrderMark) : utf8,
    codec,
    isJoinable: format.isJoinable && (codec === undefined || codec.isConcatenable),
    hasTypes: !format.isText,
    maxBytes: maxFileSize === 0 ? Infinity : maxFileSize * 1024 * 1024,
  };
}

function suffixOf({ singleFileOutput, suffix }: FileWriterOptions, usual: string, codec: Codec | undefined): string {
  if (singleFileOutput) return '';
  const wanted = suffix === undefined ? usual : suffix + (codec?.suffixes[0] ?? '');
  if (wanted !== '') checkFileName(`x${wanted}`);
  return wanted;
}

function checkSingle({ maxFileSize, nameTemplate, partitionColumns }: FileWriterOptions): void {
  if (partitionColumns.length > 0)
    throw fileErrors.badDialect({ problem: 'singleFileOutput and partitionColumns exclude each other' });
  if (maxFileSize !== undefined)
    throw fileErrors.badDialect({ problem: 'singleFileOutput and maxFileSize exclude each other' });
  if (isGiven(nameTemplate))
    throw fileErrors.badDialect({ problem: 'singleFileOutput and nameTemplate exclude each other' });
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
