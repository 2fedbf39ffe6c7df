import type { Batch, ConversionOptions, Rejection, Schema } from '@sluice/core';
import { compileBatchConversion } from '@sluice/core';
import type { Transform } from './transforms/transform.ts';

/** Everything between a reader and a writer, for one task. */
export interface Pipeline {
  process(batch: Batch): Processed;
}

export interface Processed {
  /** In the writer's schema; may be empty. */
  readonly batch: Batch;
  readonly rejections: readonly StagedRejection[];
  /** Rows that a transform dropped on purpose. */
  readonly filtered: number;
}

export interface StagedRejection extends Rejection {
  readonly stage: 'transform' | 'convert';
  /** The batch that `row` counts in. */
  readonly batch: Batch;
}

/**
 * Chains the transforms and the conversion to the types the writer wants.
 *
 * @param transforms in order; each one's schema is the next one's input.
 */
export function compilePipeline(
  source: Schema,
  transforms: readonly Transform[],
  wanted: Schema,
  options: ConversionOptions,
): Pipeline {
  const transformed = transforms.at(-1)?.schema ?? source;
  const conversion = compileBatchConversion(transformed, wanted, options);
  return {
    process(input) {
      if (input.encoded !== undefined) return { batch: input, rejections: [], filtered: 0 };
      let batch = input;
      let filtered = 0;
      const rejections: StagedRejection[] = [];
      for (const transform of transforms) {
        const step = transform.apply(batch);
        for (const rejection of step.rejections) rejections.push({ ...rejection, stage: 'transform', batch });
        filtered += step.filtered;
        batch = step.batch;
      }
      if (conversion === undefined) return { batch, rejections, filtered };
      const converted = conversion.convert(batch);
      for (const rejection of converted.rejections) rejections.push({ ...rejection, stage: 'convert', batch });
      return { batch: converted.batch, rejections, filtered };
    },
  };
}
