import type { Batch, Parameter, Rejection, Schema } from '@sluice/core';

/** An in-flight transformation, opened once per task. */
export interface Transform {
  /** What it delivers. */
  readonly schema: Schema;
  apply(batch: Batch): Transformed;
}

export interface Transformed {
  readonly batch: Batch;
  readonly rejections: readonly Rejection[];
  /** Rows dropped on purpose. */
  readonly filtered: number;
}

/** Checks the parameters and compiles the transform for a schema. Throws a SluiceError when they make no sense. */
export type TransformFactory = (parameter: Parameter, schema: Schema) => Transform;
