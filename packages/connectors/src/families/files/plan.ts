import type { JsonValue, Split } from '@sluice/core';
import { partsPerChannel, type CutRequest, type FileContents, type FilePart } from './contents.ts';
import type { StoredFile } from './storage.ts';

export interface SplitRequest extends Omit<CutRequest, 'notes'> {
  readonly files: readonly StoredFile[];
  readonly contents: FileContents;
  /** Records are numbered by their place in the file, so no file is cut. */
  readonly keepsWhole: boolean;
}

/** More splits than this share files between them. */
const mostSplits = 1000;
/** Small files share a split up to this size, so that ten thousand of them are not ten thousand tasks. */
const sharedBytes = 32 << 20;

export interface PlannedSplits {
  readonly splits: readonly Split[];
  readonly notes: readonly string[];
}

/** Large files are cut, small ones put together (invariant 4). */
export async function planSplits(request: SplitRequest): Promise<PlannedSplits> {
  const { files, contents, channels, keepsWhole } = request;
  const notes: string[] = [];
  const parts: FilePart[] = [];
  for (const file of files) parts.push(...(keepsWhole ? [{ file }] : await contents.cut(file, { ...request, notes })));
  notes.push(...contents.notes(files));
  return { splits: share(parts, channels).map(splitOf), notes };
}

function share(parts: readonly FilePart[], channels: number): readonly (readonly FilePart[])[] {
  const total = parts.reduce((sum, part) => sum + (bytesOf(part) ?? 0), 0);
  const target = Math.min(sharedBytes, total / (channels * partsPerChannel));
  const least = Math.ceil(parts.length / mostSplits);
  const shares: FilePart[][] = [];
  let current: FilePart[] = [];
  let bytes = Infinity;
  for (const part of parts) {
    const size = bytesOf(part) ?? Infinity;
    if (bytes + size > target && current.length >= least) current = [];
    if (current.length === 0) {
      shares.push(current);
      bytes = 0;
    }
    current.push(part);
    bytes += size;
  }
  return shares;
}

function bytesOf({ file, range, blocks }: FilePart): number | undefined {
  if (blocks !== undefined) return blocks.bytes;
  return range?.end === undefined ? file.size : range.end - range.start;
}

function splitOf(parts: readonly FilePart[]): Split {
  const [first] = parts as readonly [FilePart];
  const label = labelOf(first);
  return {
    label: parts.length === 1 ? label : `${label} and ${parts.length - 1} more`,
    json: { parts } as unknown as JsonValue,
    estimatedBytes: parts.reduce((sum, part) => sum + (bytesOf(part) ?? 0), 0),
  };
}

function labelOf({ file, range, blocks }: FilePart): string {
  if (blocks !== undefined) return `${file.path}: blocks ${blocks.start + 1} to ${blocks.end} of ${blocks.of}`;
  return range === undefined ? file.path : `${file.path}: bytes ${range.start} to ${range.end ?? 'end'}`;
}
