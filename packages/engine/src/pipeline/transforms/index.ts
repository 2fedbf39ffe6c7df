import type { Schema, TransformName, TransformStep } from '@sluice/core';
import { digest, pad, replace, substr } from './datax.ts';
import { transformErrors } from './errors.ts';
import { filter } from './filter.ts';
import type { Transform, TransformFactory } from './transform.ts';

const factories: Readonly<Record<TransformName, TransformFactory>> = {
  dx_substr: substr,
  dx_pad: pad,
  dx_replace: replace,
  dx_filter: filter,
  dx_digest: digest,
};

/** Compiles the transforms of a job, each on the schema the one before delivers. */
export function compileTransforms(steps: readonly TransformStep[], source: Schema): Transform[] {
  const transforms: Transform[] = [];
  for (const step of steps) {
    const factory = Object.hasOwn(factories, step.name) ? factories[step.name as TransformName] : undefined;
    if (factory === undefined) throw transformErrors.unknown({ name: step.name }).at({ path: step.path });
    transforms.push(factory(step.parameter, transforms.at(-1)?.schema ?? source));
  }
  return transforms;
}
