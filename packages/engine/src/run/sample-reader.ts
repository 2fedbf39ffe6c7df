import type { Batch, Reader, ReadTask, Split } from '@sluice/core';
import { selectRows } from '@sluice/core';

/**
 * A reader that delivers the first rows of another one, over all splits together. Rows of a split that is read again
 * replace those of the attempt before.
 */
export function sampleReader(reader: Reader, maxRows: number): Reader {
  const delivered = new Map<Split, number>();
  return {
    describe: () => reader.describe(),
    async plan(request) {
      // Rows are counted one by one: they cannot be handed over unread.
      const { rowFormat: _rowFormat, ...plan } = await reader.plan(request);
      return plan;
    },
    read(task) {
      delivered.set(task.split, 0);
      const left = (): number => maxRows - [...delivered.values()].reduce((sum, rows) => sum + rows, 0);
      return firstRows(reader, task, left, (rows) =>
        delivered.set(task.split, (delivered.get(task.split) ?? 0) + rows),
      );
    },
    close: () => reader.close(),
  };
}

async function* firstRows(
  reader: Reader,
  task: ReadTask,
  left: () => number,
  count: (rows: number) => void,
): AsyncGenerator<Batch> {
  if (left() <= 0) return;
  for await (const batch of reader.read({ ...task, batchRows: Math.min(task.batchRows, left()) })) {
    const wanted = left();
    const sample = batch.rowCount + batch.rejected.length <= wanted ? batch : firstOf(batch, wanted);
    count(sample.rowCount + sample.rejected.length);
    yield sample;
    if (left() <= 0) return;
  }
}

/** Rows that could be read come first. */
function firstOf(batch: Batch, rows: number): Batch {
  const taken = Math.min(rows, batch.rowCount);
  const first = selectRows(
    batch,
    Int32Array.from({ length: taken }, (_, row) => row),
  );
  first.rejected = batch.rejected.slice(0, rows - taken);
  return first;
}
