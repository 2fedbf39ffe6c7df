import type { Batch, JsonValue } from '@sluice/core';
import { byteParsers, type ByteEncoding } from './byte-encoding.ts';
import { ByteWindow } from './byte-window.ts';
import type { FileColumn } from './columns.ts';
import {
  partsPerChannel,
  type ContentsRequest,
  type CutRequest,
  type FileContents,
  type FilePart,
} from './contents.ts';
import { countLines } from './count-lines.ts';
import type { Encoding } from './encoding.ts';
import { fileTexts } from './file-facts.ts';
import type { TextFormat } from './formats/text-format.ts';
import type { ColumnPolicies } from './placement.ts';
import { RecordReader } from './record-reader.ts';
import { wholeFile, type Storage, type StoredFile } from './storage.ts';
import { TextSource, type TextDocument } from './text-source.ts';

export interface TextContentsOptions {
  readonly compress?: string | undefined;
  readonly encoding: Encoding;
  readonly maxExpansion: number;
  readonly maxRecordBytes: number;
  readonly byteEncoding?: ByteEncoding | undefined;
  readonly policies: ColumnPolicies;
}

/** Records of text files, decompressed and in UTF-8. */
export class TextContents implements FileContents {
  readonly #storage: Storage;
  readonly #format: TextFormat;
  readonly #options: TextContentsOptions;
  readonly #source: TextSource;
  readonly #signal: AbortSignal;

  constructor(storage: Storage, format: TextFormat, options: TextContentsOptions, signal: AbortSignal) {
    this.#storage = storage;
    this.#format = format;
    this.#options = options;
    this.#source = new TextSource(storage, options);
    this.#signal = signal;
  }

  /** Listed columns are what they are declared to be: text has no types of its own. */
  async columns(listed: readonly FileColumn[] | undefined, files: readonly StoredFile[]) {
    if (listed !== undefined) return listed;
    for (const file of files) {
      for await (const { bytes } of this.#source.open(file, this.#signal)) {
        const window = new ByteWindow(bytes);
        const found = await this.#format.discover(window, file.path).finally(() => window.close());
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  async cut(file: StoredFile, request: CutRequest): Promise<readonly FilePart[]> {
    const { channels, minSplitBytes, notes, signal } = request;
    const size = file.size ?? 0;
    const count = Math.min(channels * partsPerChannel, Math.floor(size / Math.max(1, minSplitBytes)));
    if (channels < 2 || count < 2 || !this.#source.canCut(file)) return [{ file }];
    const obstacle = this.#format.cutObstacle ?? this.#farObstacle();
    if (obstacle !== undefined) {
      notes.push(`"${file.path}" is read by one channel: ${obstacle}.`);
      return [{ file }];
    }
    const targets = Array.from({ length: count - 1 }, (_, index) => Math.round((size * (index + 1)) / count));
    const found = await this.#format.boundaries((start) => this.#storage.read(file, { start }, signal), targets);
    if (found === undefined) {
      notes.push(`"${file.path}" is read by one channel: a quote is still open at its end.`);
      return [{ file }];
    }
    const window = new ByteWindow(this.#source.openPart(file, wholeFile, signal).bytes);
    const head = await this.#headOf(window).finally(() => window.close());
    const edges = [0, ...new Set(found.filter((edge) => edge > 0 && edge < size)), size];
    return edges.slice(0, -1).map((start, at) => ({ file, range: { start, end: edges[at + 1] as number }, head }));
  }

  notes(files: readonly StoredFile[]): readonly string[] {
    const packed = files.filter((file) => this.#source.codecOf(file) !== undefined).length;
    return packed === 0 ? [] : [`${packed} of ${files.length} files are decompressed while they are read.`];
  }

  async *read(request: ContentsRequest): AsyncGenerator<Batch> {
    const { task, parts, columns, textOptions } = request;
    const reader = new RecordReader(task, this.#options.maxRecordBytes);
    const source = new TextSource(request.reads, this.#options);
    const scan = {
      ...request,
      schema: task.schema,
      policies: this.#options.policies,
      parsers: byteParsers(task.schema, this.#options.byteEncoding ?? 'base64'),
    };
    let memory: ByteWindow['memory'];
    for (const part of parts) {
      const { range, head = null } = part;
      const isStart = range === undefined || range.start === 0;
      const constantTexts = fileTexts(columns, part.file, { schema: task.schema, textOptions });
      for await (const { label, bytes } of open(source, part, task.signal)) {
        const window = new ByteWindow(bytes, memory);
        const scanner = await this.#format
          .begin(window, { ...scan, path: part.file.path, isStart, head })
          .catch(async (error: unknown) => {
            await window.close();
            throw error;
          });
        const line = 1 + countLines(window.bytes, 0, window.start);
        const place = isStart ? label : `${label}, from byte ${range.start}`;
        yield* reader.read({ label: place, window, scanner, line, constantTexts });
        memory = window.memory;
      }
    }
  }

  /** Looks at the first bytes in any case, as no later part can tell that they are not its own text. */
  async #headOf(window: ByteWindow): Promise<JsonValue> {
    await window.fill(1);
    return this.#format.head(window);
  }

  /** A file far away is not fetched twice only to be cut. */
  #farObstacle(): string | undefined {
    if (this.#storage.parallelReads === undefined || !this.#format.readsAllToCut) return undefined;
    return 'it would have to be fetched once more to find its quotes; hasQuotedNewlines false promises that no quoted field holds a line break';
  }
}

async function* open(source: TextSource, part: FilePart, signal: AbortSignal): AsyncGenerator<TextDocument> {
  if (part.range === undefined) yield* source.open(part.file, signal);
  else yield source.openPart(part.file, part.range, signal);
}
