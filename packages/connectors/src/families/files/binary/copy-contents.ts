import { createHash } from 'node:crypto';
import { BatchRing, storeBigInt, type Batch, type Column, type ReadTask, type Schema } from '@sluice/core';
import type { FileColumn } from '../columns.ts';
import type { ContentsRequest, FileContents, FilePart, FileReads } from '../contents.ts';
import { fileErrors } from '../errors.ts';
import { wholeFile, type StoredFile } from '../storage.ts';
import { checkCopyPath, copyPaths } from './copy-paths.ts';
import { checkedCopySchema, copySchema, hasChecksums, isCopySchema } from './copy-schema.ts';

/** Files as they are, in pieces, for a writer of fileFormat binary. */
export class CopyContents implements FileContents {
  readonly #patterns: readonly string[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns;
  }

  async columns(_listed: unknown, files: readonly StoredFile[]): Promise<readonly FileColumn[]> {
    copyPaths(files, this.#patterns);
    return [];
  }

  schema(): Schema {
    return copySchema;
  }

  accept(_columns: unknown, wanted: Schema): Schema {
    if (!isCopySchema(wanted)) throw fileErrors.copyNeedsCopy({ side: 'writer' });
    return hasChecksums(wanted) ? checkedCopySchema : copySchema;
  }

  async cut(file: StoredFile): Promise<readonly FilePart[]> {
    return [{ file }];
  }

  notes(files: readonly StoredFile[]): readonly string[] {
    return [`${files.length} files are copied as they are.`];
  }

  async *read({ task, parts, reads }: ContentsRequest): AsyncGenerator<Batch> {
    const pieces = new PieceRows(task);
    const paths = copyPaths(
      parts.map(({ file }) => file),
      this.#patterns,
    );
    for (const { file } of parts) {
      const path = checkCopyPath(paths.get(file.path) as string);
      for await (const piece of piecesOf(file, task, reads)) {
        pieces.add(path, piece);
        if (!pieces.isFull) continue;
        yield pieces.finish();
        pieces.advance();
      }
    }
    if (!pieces.isEmpty) yield pieces.finish();
  }
}

interface Piece {
  readonly size: number;
  readonly offset: number;
  readonly content: Uint8Array;
  /** Of the whole file, with its last piece, when it is wanted. */
  readonly sha256?: string;
}

async function* piecesOf(file: StoredFile, task: ReadTask, reads: FileReads): AsyncGenerator<Piece> {
  const { path, size } = file;
  if (size === undefined) throw fileErrors.unreadable({ path, problem: 'a stream has no size to compare; copy files' });
  const hash = hasChecksums(task.schema) ? createHash('sha256') : undefined;
  const checksum = (): Pick<Piece, 'sha256'> => (hash === undefined ? {} : { sha256: hash.digest('hex') });
  if (size === 0) yield { size, offset: 0, content: new Uint8Array(0), ...checksum() };
  let offset = 0;
  for await (const chunk of reads.read(file, wholeFile, task.signal)) {
    if (offset + chunk.length > size) throw fileErrors.changed({ path });
    hash?.update(chunk);
    for (let at = 0; at < chunk.length; at += task.batchBytes) {
      const content = chunk.subarray(at, at + task.batchBytes);
      const isLast = offset + content.length === size;
      yield { size, offset, content, ...(isLast ? checksum() : {}) };
      offset += content.length;
    }
  }
  if (offset < size) throw fileErrors.changed({ path });
}

/** Pieces as rows. */
class PieceRows {
  readonly #task: ReadTask;
  readonly #ring: BatchRing;
  #batch: Batch;
  #ordinal = 0;

  constructor(task: ReadTask) {
    this.#task = task;
    this.#ring = new BatchRing(copySchema, task.batchRows);
    this.#batch = this.#ring.next();
  }

  get isEmpty(): boolean {
    return this.#batch.rowCount === 0;
  }

  get isFull(): boolean {
    return this.#batch.rowCount >= this.#task.batchRows || this.#batch.byteLength >= this.#task.batchBytes;
  }

  add(path: string, piece: Piece): void {
    const [paths, sizes, offsets, contents, checksums] = this.#batch.columns as unknown as readonly [
      Column,
      Column,
      Column,
      Column,
      Column,
    ];
    const row = this.#batch.rowCount++;
    putBytes(paths, row, Buffer.from(path));
    storeBigInt(sizes.values as Int32Array, row * 2, BigInt(piece.size));
    storeBigInt(offsets.values as Int32Array, row * 2, BigInt(piece.offset));
    putBytes(contents, row, piece.content);
    putBytes(checksums, row, Buffer.from(piece.sha256 ?? ''));
    if (piece.sha256 === undefined) checksums.setNull(row);
  }

  finish(): Batch {
    this.#batch.firstOrdinal = this.#ordinal;
    this.#ordinal += this.#batch.rowCount;
    return this.#batch;
  }

  advance(): void {
    this.#batch = this.#ring.next();
  }
}

function putBytes(column: Column, row: number, bytes: Uint8Array): void {
  const start = column.offsets[row] as number;
  column.reserveBytes(start + bytes.length);
  column.bytes.set(bytes, start);
  column.offsets[row + 1] = start + bytes.length;
}
