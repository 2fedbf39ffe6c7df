import type { Batch, JsonValue, Reader, Schema } from '@sluice/core';
import { cellToJson } from '@sluice/core';
import { compilePipeline } from '../pipeline/pipeline.ts';
import { compileTransforms } from '../pipeline/transforms/index.ts';
import { textOptionsOf } from '../run/open-sides.ts';
import { withReader } from './open-reader.ts';
import type { ExplainRequest } from './request.ts';

export interface Preview {
  /** After all transforms. */
  readonly schema: Schema;
  /** One JSON value per column; see `cellToJson`. */
  readonly rows: readonly (readonly JsonValue[])[];
  /** What cut it: the rows asked for, or the end of the data. */
  readonly isWhole: boolean;
  readonly dirty: number;
  readonly filtered: number;
}

/** Reads the first rows of a job, as they would reach the writer's conversion. The writer is not opened. */
export async function previewJob(request: ExplainRequest, maxRows: number): Promise<Preview> {
  return withReader(request, async (reader) => previewReader(reader, await reader.describe(), request, maxRows));
}

async function previewReader(
  reader: Reader,
  source: Schema,
  request: ExplainRequest,
  maxRows: number,
): Promise<Preview> {
  const { job } = request;
  const plan = await reader.plan({ channels: 1, wanted: source });
  const { signal } = request;
  const transforms = compileTransforms(job.transforms, plan.schema);
  const schema = transforms.at(-1)?.schema ?? plan.schema;
  const pipeline = compilePipeline(plan.schema, transforms, schema, textOptionsOf(job));
  const rows: JsonValue[][] = [];
  let [dirty, filtered] = [0, 0];

  for (const split of plan.splits) {
    const batches = reader.read({
      schema: plan.schema,
      shared: plan.shared,
      split,
      batchRows: Math.min(maxRows + 1, 1024),
      batchBytes: 256 * 1024,
      signal,
    });
    for await (const batch of batches) {
      const processed = pipeline.process(batch);
      dirty += batch.rejected.length + processed.rejections.length;
      filtered += processed.filtered;
      takeRows(processed.batch, rows, maxRows);
      if (rows.length >= maxRows) return { schema, rows, isWhole: false, dirty, filtered };
    }
  }
  return { schema, rows, isWhole: true, dirty, filtered };
}

function takeRows(batch: Batch, rows: JsonValue[][], maxRows: number): void {
  for (let row = 0; row < batch.rowCount && rows.length < maxRows; row++) {
    rows.push(batch.columns.map((column) => cellToJson(column, row)));
  }
}
