import { createHash, type Hash } from 'node:crypto';
import {
  wordsToNumber,
  type Batch,
  type Column,
  type CommitReport,
  type Rejection,
  type TaskWriter,
} from '@sluice/core';
import { fileErrors } from '../errors.ts';
import { InFlight } from '../in-flight.ts';
import type { StagedFile } from '../storage.ts';
import { checkCopyPath } from './copy-paths.ts';

export interface CopyOutput {
  /** Starts the copy that has this path below the target folder. */
  create(path: string): Promise<StagedFile>;
  /** Copies of small files that are written at the same time. */
  readonly jobs: number;
}

/** A file of the manifest in the run report. */
export interface CopiedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What small files that wait to be written may take. */
const aheadBytes = 16 << 20;

interface OpenCopy {
  readonly path: string;
  readonly staged: StagedFile;
  readonly hash: Hash;
  written: number;
}

interface Piece {
  readonly path: string;
  readonly size: number;
  readonly offset: number;
  readonly content: Uint8Array;
  /** With the last piece; none when the rows have been through a transform. */
  readonly sha256: string | undefined;
}

/** Puts the pieces of files together again, and compares size and checksum of each. */
export class CopyTask implements TaskWriter {
  readonly #output: CopyOutput;
  readonly #small: InFlight;
  readonly #started: StagedFile[] = [];
  readonly #finished: CopiedFile[] = [];
  #open: OpenCopy | undefined;
  #rowsWritten = 0;

  constructor(output: CopyOutput) {
    this.#output = output;
    this.#small = new InFlight({ jobs: output.jobs, bytes: aheadBytes });
  }

  async write(batch: Batch): Promise<readonly Rejection[]> {
    for (let row = 0; row < batch.rowCount; row++) await this.#take(pieceOf(batch, row));
    this.#rowsWritten += batch.rowCount;
    return [];
  }

  async commit(): Promise<CommitReport> {
    await this.#small.drain();
    if (this.#open !== undefined) throw fileErrors.copyBroken({ path: this.#open.path });
    const files = this.#finished.map((file) => ({ ...file }));
    return { rowsWritten: this.#rowsWritten, details: { files } };
  }

  async abort(): Promise<void> {
    await this.#small.settle();
    for (const staged of this.#started) await staged.abort();
  }

  async #take(piece: Piece): Promise<void> {
    const { path, size, offset, content } = piece;
    const isLast = offset + content.length === size;
    if (offset === 0 && this.#open !== undefined) throw fileErrors.copyBroken({ path: this.#open.path });
    if (offset === 0 && isLast) {
      // The batch is used again before this is written.
      const whole = { ...piece, content: content.slice() };
      return this.#small.start(content.length, async () => {
        const copy = await this.#begin(path);
        await append(copy, whole.content);
        await this.#end(copy, whole);
      });
    }
    if (offset === 0) this.#open = await this.#begin(path);
    const copy = this.#open;
    if (copy === undefined || copy.path !== path || copy.written !== offset) throw fileErrors.copyBroken({ path });
    await append(copy, content);
    if (!isLast) return;
    this.#open = undefined;
    await this.#end(copy, piece);
  }

  async #begin(path: string): Promise<OpenCopy> {
    const staged = await this.#output.create(checkCopyPath(path));
    this.#started.push(staged);
    return { path, staged, hash: createHash('sha256'), written: 0 };
  }

  async #end({ staged, hash, written }: OpenCopy, { size, sha256 }: Piece): Promise<void> {
    const { path } = staged;
    if (written !== size) throw fileErrors.copyDiffers({ path, problem: `${written} bytes instead of ${size}` });
    const found = hash.digest('hex');
    if (sha256 !== undefined && found !== sha256) throw fileErrors.copyDiffers({ path, problem: 'another SHA-256' });
    await staged.seal();
    this.#finished.push({ path, bytes: size, sha256: found });
  }
}

async function append(copy: OpenCopy, content: Uint8Array): Promise<void> {
  if (content.length === 0) return;
  copy.hash.update(content);
  await copy.staged.write(content);
  copy.written += content.length;
}

function pieceOf({ columns }: Batch, row: number): Piece {
  const [path, size, offset, content, sha256] = columns as unknown as readonly [Column, Column, Column, Column, Column];
  return {
    path: textOf(path, row),
    size: numberOf(size, row),
    offset: numberOf(offset, row),
    content: content.bytes.subarray(content.offsets[row], content.offsets[row + 1]),
    sha256: sha256.isNull(row) ? undefined : textOf(sha256, row),
  };
}

function textOf({ bytes, offsets }: Column, row: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset).toString('utf8', offsets[row], offsets[row + 1]);
}

function numberOf({ values }: Column, row: number): number {
  return wordsToNumber(values[row * 2] as number, values[row * 2 + 1] as number);
}
