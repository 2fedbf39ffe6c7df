import type { JsonValue, Split } from '@sluice/core';
import { ByteWindow } from './byte-window.ts';
import type { TextFormat } from './formats/text-format.ts';
import { wholeFile, type ByteRange, type Storage, type StoredFile } from './storage.ts';
import type { TextSource } from './text-source.ts';

/** What a task reads: a file, or the records that begin in a range of its bytes. Plain JSON. */
export interface FilePart {
  readonly file: StoredFile;
  /** Absent: all of it. */
  readonly range?: ByteRange;
  /** What the format knows from the beginning of the file, for a later part. */
  readonly head?: JsonValue;
}

export interface SplitRequest {
  readonly files: readonly StoredFile[];
  readonly channels: number;
  readonly minSplitBytes: number;
  readonly source: TextSource;
  readonly format: TextFormat;
  readonly storage: Storage;
  readonly signal: AbortSignal;
}

/** So many parts per channel that a slow one does not keep the others waiting. */
const partsPerChannel = 4;
/** More splits than this share files between them. */
const mostSplits = 1000;

export interface PlannedSplits {
  readonly splits: readonly Split[];
  readonly notes: readonly string[];
}

/** One split per file; large files are cut at the ends of records (invariant 4). */
export async function planSplits(request: SplitRequest): Promise<PlannedSplits> {
  const notes: string[] = [];
  const parts: FilePart[] = [];
  for (const file of request.files) parts.push(...(await cut(file, request, notes)));
  const codecs = request.files.filter((file) => request.source.codecOf(file) !== undefined);
  if (codecs.length > 0)
    notes.push(`${codecs.length} of ${request.files.length} files are decompressed while they are read.`);
  const perSplit = Math.max(1, Math.ceil(parts.length / mostSplits));
  const splits: Split[] = [];
  for (let at = 0; at < parts.length; at += perSplit) splits.push(splitOf(parts.slice(at, at + perSplit)));
  return { splits, notes };
}

function splitOf(parts: readonly FilePart[]): Split {
  const [first] = parts as readonly [FilePart];
  const { file, range } = first;
  const label = range === undefined ? file.path : `${file.path}: bytes ${range.start} to ${range.end ?? 'end'}`;
  let estimatedBytes = 0;
  for (const part of parts) estimatedBytes += (part.range?.end ?? part.file.size ?? 0) - (part.range?.start ?? 0);
  return {
    label: parts.length === 1 ? label : `${label} and ${parts.length - 1} more`,
    json: { parts } as unknown as JsonValue,
    estimatedBytes,
  };
}

async function cut(file: StoredFile, request: SplitRequest, notes: string[]): Promise<readonly FilePart[]> {
  const { channels, minSplitBytes, source, format, storage, signal } = request;
  const size = file.size ?? 0;
  const count = Math.min(channels * partsPerChannel, Math.floor(size / Math.max(1, minSplitBytes)));
  if (channels < 2 || count < 2 || !source.canCut(file)) return [{ file }];
  if (format.cutObstacle !== undefined) {
    notes.push(`"${file.path}" is read by one channel: ${format.cutObstacle}.`);
    return [{ file }];
  }
  const targets = Array.from({ length: count - 1 }, (_, index) => Math.round((size * (index + 1)) / count));
  const found = await format.boundaries((start) => storage.read(file, { start }, signal), targets);
  if (found === undefined) {
    notes.push(`"${file.path}" is read by one channel: a quote is still open at its end.`);
    return [{ file }];
  }
  const window = new ByteWindow(source.openPart(file, wholeFile, signal).bytes);
  const head = await format.head(window).finally(() => window.close());
  const edges = [0, ...new Set(found.filter((edge) => edge > 0 && edge < size)), size];
  return edges.slice(0, -1).map((start, index) => ({ file, range: { start, end: edges[index + 1] as number }, head }));
}
