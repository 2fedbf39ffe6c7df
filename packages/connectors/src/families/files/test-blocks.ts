/** A tiny block format over rows in memory, for tests of everything around formats. */
import { BatchRing, setCell, type Schema } from '@sluice/core';
import type { Rows } from '@sluice/testkit';
import type { BlockFile, BlockFormat } from './formats/block-format.ts';
import type { FileReads } from './contents.ts';
import type { StoredFile } from './storage.ts';

export interface TestTable {
  readonly schema: Schema;
  /** Rows of each block; a block takes 100 bytes. */
  readonly blocks: readonly Rows[];
}

/** Tables by path. `asked` collects the columns that each read asked for. */
export function testBlockFormat(tables: Readonly<Record<string, TestTable>>, asked: string[][] = []): BlockFormat {
  return {
    async open(file, signal) {
      // A format reads something of its file.
      await file.read(0, 1, signal);
      return blockFile(tables[file.path] as TestTable, asked);
    },
  };
}

function blockFile({ schema, blocks }: TestTable, asked: string[][]): BlockFile {
  return {
    schema,
    blocks: blocks.map((rows) => ({ bytes: 100, rows: rows.length })),
    async *read(request) {
      asked.push(
        request.sources.flatMap((source) => (source === undefined ? [] : [schema.columns[source]?.name ?? ''])),
      );
      const ring = new BatchRing(request.schema, request.batchRows);
      let batch = ring.next();
      let ordinal = 0;
      for (const row of blocks.slice(request.start, request.end).flat()) {
        for (const [at, source] of request.sources.entries()) {
          const column = batch.columns[at];
          if (source !== undefined && column !== undefined) setCell(column, batch.rowCount, row[source] ?? null);
        }
        batch.rowCount++;
        if (batch.rowCount < request.batchRows) continue;
        batch.firstOrdinal = ordinal;
        ordinal += batch.rowCount;
        yield batch;
        batch = ring.next();
      }
      batch.firstOrdinal = ordinal;
      if (batch.rowCount > 0) yield batch;
    },
  };
}

/** Files of these names, of a size, whose bytes are all zero. */
export function testFiles(names: readonly string[], size = 1000): readonly StoredFile[] {
  return names.map((path) => ({ path, size, version: '1' }));
}

export const zeros: FileReads = {
  async *read({ size = 0 }, { start, end = size }) {
    yield new Uint8Array(end - start);
  },
};
