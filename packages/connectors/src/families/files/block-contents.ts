import type { Batch, ColumnSpec, Schema, Type } from '@sluice/core';
import type { ByteEncoding } from './byte-encoding.ts';
import type { FileColumn } from './columns.ts';
import {
  partsPerChannel,
  type ContentsRequest,
  type CutRequest,
  type FileContents,
  type FilePart,
} from './contents.ts';
import { fileErrors } from './errors.ts';
import type { BlockFile, BlockFormat, FileBlock } from './formats/block-format.ts';
import { placeColumns, type ColumnPolicies } from './placement.ts';
import { rowFinisher, type RowFinisher } from './finish-rows.ts';
import { StorageBytes } from './storage-bytes.ts';
import type { StoredFile } from './storage.ts';
import type { FileReads } from './contents.ts';

export interface BlockContentsOptions {
  readonly policies: ColumnPolicies;
  /** How texts stand for bytes; absent: they do not. */
  readonly byteEncoding?: ByteEncoding | undefined;
  /** A file of no bytes has no rows; else it is damaged. */
  readonly skipEmptyFiles?: boolean;
}

/** Rows of files that know their own columns and are read at places. */
export class BlockContents implements FileContents {
  readonly #reads: FileReads;
  readonly #format: BlockFormat;
  readonly #options: BlockContentsOptions;
  readonly #timeZone: { readonly timeZone: string; readonly lenientDates: boolean };
  readonly #signal: AbortSignal;

  constructor(
    reads: FileReads,
    format: BlockFormat,
    options: BlockContentsOptions,
    context: { readonly timeZone: string; readonly lenientDates: boolean; readonly signal: AbortSignal },
  ) {
    this.#reads = reads;
    this.#format = format;
    this.#options = options;
    this.#timeZone = context;
    this.#signal = context.signal;
  }

  /**
   * The types are those of the first file, except where the job declares one of our own types, or the date format of a
   * text: types of published jobs (`string`, `long` …) say less than the file does.
   */
  async columns(listed: readonly FileColumn[] | undefined, files: readonly StoredFile[]) {
    const first = files.find((file) => !this.#isSkipped(file));
    if (first === undefined) return listed;
    const { schema } = await this.#look(first, this.#signal);
    if (listed === undefined) return schema.columns.map(fromFile);
    const { places } = placeColumns({
      columns: listed,
      names: schema.columns.map(({ name }) => name),
      path: first.path,
      firstPath: first.path,
      isDiscovered: false,
      policies: this.#options.policies,
    });
    return listed.map((column, at) => this.#typed(column, places[at] as number, schema, first.path));
  }

  #isSkipped({ size }: StoredFile): boolean {
    return size === 0 && this.#options.skipEmptyFiles === true;
  }

  #typed(column: FileColumn, place: number, { columns }: Schema, path: string): FileColumn {
    const found = columns[place];
    if (place >= 0 && found === undefined && this.#options.policies.missing !== 'null')
      throw fileErrors.columnNotFound({
        path,
        column: String(place),
        found: columns.map(({ name }) => name).join(', '),
      });
    if (found === undefined) return column;
    const { declared, format } = column;
    const isMeant = declared.family === 'exact' || (format !== undefined && found.type.kind === 'utf8');
    const name = column.key === undefined && column.name === `column${place}` ? found.name : column.name;
    return isMeant ? { ...column, name } : { ...column, name, declared: ownType(found.type) };
  }

  async cut(file: StoredFile, { channels, minSplitBytes, signal }: CutRequest): Promise<readonly FilePart[]> {
    const size = file.size ?? 0;
    const count = Math.min(channels * partsPerChannel, Math.floor(size / Math.max(1, minSplitBytes)));
    if (channels < 2 || count < 2) return [{ file }];
    const { blocks } = await this.#look(file, signal);
    if (blocks.length < 2) return [{ file }];
    return groupBlocks(blocks, count).map((range) => ({ file, blocks: { ...range, of: blocks.length } }));
  }

  /** What a file says of itself. */
  async #look(file: StoredFile, signal: AbortSignal): Promise<Pick<BlockFile, 'schema' | 'blocks'>> {
    const content = await this.#format.open(new StorageBytes(file, this.#reads), signal);
    await content.close?.();
    return content;
  }

  notes(): readonly string[] {
    return [];
  }

  async *read(request: ContentsRequest): AsyncGenerator<Batch> {
    let ordinal = 0;
    let opened: { readonly file: StoredFile; readonly content: BlockFile } | undefined;
    try {
      for (const part of request.parts) {
        if (this.#isSkipped(part.file)) continue;
        if (opened?.file.path !== part.file.path) {
          await opened?.content.close?.();
          opened = undefined;
          const content = await this.#format.open(new StorageBytes(part.file, request.reads), request.task.signal);
          opened = { file: part.file, content };
        }
        ordinal = yield* this.#readPart(opened.content, part, request, ordinal);
      }
    } finally {
      await opened?.content.close?.();
    }
  }

  /** Answers the ordinal of the row after the last one. */
  async *#readPart(
    content: BlockFile,
    part: FilePart,
    request: ContentsRequest,
    firstOrdinal: number,
  ): AsyncGenerator<Batch, number, undefined> {
    const finisher = this.#finisher(content.schema, part, request);
    const { blocks } = content;
    const { start, end } = part.blocks ?? { start: 0, end: blocks.length };
    const { batchRows, batchBytes, signal } = request.task;
    const { schema, sources } = finisher;
    let ordinal = firstOrdinal;
    let number = rowsBefore(blocks, start);
    for await (const batch of content.read({ start, end, schema, sources, batchRows, batchBytes, signal })) {
      const rowCount = batch.rowCount + batch.rejected.length;
      yield finisher.finish(batch, ordinal, number);
      ordinal += rowCount;
      number += rowCount;
    }
    return ordinal;
  }

  #finisher(found: Schema, part: FilePart, request: ContentsRequest): RowFinisher {
    const { columns, task } = request;
    const placement = placeColumns({
      ...request,
      names: found.columns.map(({ name }) => name),
      path: part.file.path,
      policies: this.#options.policies,
    });
    const sources = placement.places.map((place, at) => {
      if (place < found.columns.length || this.#options.policies.missing === 'null')
        return found.columns[place] && place;
      throw fileErrors.columnNotFound({
        path: part.file.path,
        column: columns[at]?.name ?? '',
        found: found.columns.map(({ name }) => name).join(', '),
      });
    });
    return rowFinisher({
      file: part.file,
      columns,
      found,
      sources,
      wanted: task.schema,
      textOptions: request.textOptions,
      byteEncoding: this.#options.byteEncoding,
      ...(placement.refusal === undefined ? {} : { refusal: placement.refusal }),
      ...this.#timeZone,
    });
  }
}

function fromFile(column: ColumnSpec, index: number, all: readonly ColumnSpec[]): FileColumn {
  const isFirst = all.findIndex(({ name }) => name === column.name) === index;
  return { ...(isFirst ? { key: column.name } : { index }), name: column.name, declared: ownType(column.type) };
}

function ownType(type: Type): FileColumn['declared'] {
  return { type, family: type.kind === 'utf8' ? 'own-text' : 'exact' };
}

/** Ranges of blocks of about equal size. */
function groupBlocks(blocks: readonly FileBlock[], count: number) {
  const total = blocks.reduce((sum, { bytes }) => sum + bytes, 0);
  const groups: { start: number; end: number; bytes: number }[] = [];
  let done = 0;
  for (const [at, { bytes }] of blocks.entries()) {
    const last = groups.at(-1);
    // A new group begins where the next equal share does.
    if (last === undefined || done >= (total * groups.length) / count) groups.push({ start: at, end: at + 1, bytes });
    else groups[groups.length - 1] = { start: last.start, end: at + 1, bytes: last.bytes + bytes };
    done += bytes;
  }
  return groups;
}

function rowsBefore(blocks: readonly FileBlock[], start: number): number {
  return blocks.slice(0, start).reduce((sum, { rows = 0 }) => sum + rows, 0);
}
