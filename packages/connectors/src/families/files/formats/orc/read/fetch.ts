/** Brings the streams of a stripe from the file: neighbours together, large ones in pieces. */
import type { FileBytes } from '../../block-format.ts';
import type { NextPiece } from './stream-bytes.ts';

/** Where a stream lies in the file. */
export interface StreamPlace {
  readonly start: number;
  readonly end: number;
}

export interface FetchLimits {
  /** Bytes of pieces that are in memory at a time, about. */
  readonly budgetBytes: number;
  readonly minPieceBytes: number;
  readonly maxPieceBytes: number;
  /** Bytes that nobody asked for and that are read all the same, to save a request. */
  readonly maxGapBytes: number;
  /** Requests at a time. */
  readonly parallel: number;
}

export const fetchLimits: FetchLimits = {
  budgetBytes: 16 * 1024 * 1024,
  minPieceBytes: 64 * 1024,
  maxPieceBytes: 1024 * 1024,
  maxGapBytes: 16 * 1024,
  parallel: 8,
};

/** Reads of one file, a few at a time. */
export class FileReads {
  readonly #file: FileBytes;
  readonly #signal: AbortSignal;
  readonly #parallel: number;
  readonly #running = new Set<Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];

  constructor(file: FileBytes, signal: AbortSignal, parallel = fetchLimits.parallel) {
    this.#file = file;
    this.#signal = signal;
    this.#parallel = parallel;
  }

  async read(start: number, end: number): Promise<Uint8Array> {
    if (start === end) return new Uint8Array(0);
    while (this.#running.size >= this.#parallel) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#signal.throwIfAborted();
    const running = this.#file.read(start, end, this.#signal);
    this.#running.add(running);
    try {
      const bytes = await running;
      // Without the class of Buffer, so that all loops see one kind of array.
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    } finally {
      this.#running.delete(running);
      this.#waiting.shift()?.();
    }
  }

  /** Resolves when nothing is being read. Nothing new begins when the signal is aborted before. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}

/** What brings the pieces of each of the streams, in the order they were given. The first pieces are on their way. */
export function fetchStreams(
  reads: FileReads,
  places: readonly StreamPlace[],
  limits: FetchLimits = fetchLimits,
): readonly NextPiece[] {
  const share = limits.budgetBytes / Math.max(1, places.length) / 2;
  const pieceBytes = Math.floor(Math.min(limits.maxPieceBytes, Math.max(limits.minPieceBytes, share)));
  const nexts = new Map<StreamPlace, NextPiece>();
  let group: StreamPlace[] = [];
  const closeGroup = (): void => {
    if (group.length > 0) fetchGroup(reads, group, nexts);
    group = [];
  };
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    const first = group[0];
    const last = group.at(-1);
    const isNear = last !== undefined && place.start - last.end <= limits.maxGapBytes;
    const isSmall = place.end - place.start <= pieceBytes;
    if (!isNear || !isSmall || place.end - (first as StreamPlace).start > limits.maxPieceBytes) closeGroup();
    if (isSmall) group.push(place);
    else nexts.set(place, fetchPieces(reads, place, pieceBytes));
  }
  closeGroup();
  return places.map((place) => nexts.get(place) as NextPiece);
}

/** Streams that lie side by side, in one request. */
function fetchGroup(reads: FileReads, group: readonly StreamPlace[], nexts: Map<StreamPlace, NextPiece>): void {
  const start = (group[0] as StreamPlace).start;
  const end = group.reduce((most, place) => Math.max(most, place.end), start);
  let bytes: Promise<Uint8Array> | undefined;
  const isEmpty = end === start;
  if (!isEmpty) bytes = started(reads.read(start, end));
  for (const place of group) {
    let isTaken = place.end === place.start;
    nexts.set(place, async () => {
      if (isTaken) return undefined;
      isTaken = true;
      return (await bytes)?.subarray(place.start - start, place.end - start);
    });
  }
}

/** One piece ahead of the one that is used. */
function fetchPieces(reads: FileReads, { start, end }: StreamPlace, pieceBytes: number): NextPiece {
  let at = start;
  const fetch = (): Promise<Uint8Array> | undefined => {
    if (at >= end) return undefined;
    const from = at;
    at = Math.min(end, at + pieceBytes);
    return started(reads.read(from, at));
  };
  let ahead = fetch();
  return async () => {
    const piece = await ahead;
    ahead = fetch();
    return piece;
  };
}

/** A failure waits for whoever needs the bytes. */
function started(bytes: Promise<Uint8Array>): Promise<Uint8Array> {
  bytes.catch(() => undefined);
  return bytes;
}
