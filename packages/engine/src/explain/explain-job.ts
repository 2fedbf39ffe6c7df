import { createHash } from 'node:crypto';
import type { Issue, Schema } from '@sluice/core';
import { asSluiceError, planConversion, typeName } from '@sluice/core';
import { inStep, placeInJob } from '../resolve/place-in-job.ts';
import { compileTransforms } from '../pipeline/transforms/index.ts';
import { openSides } from '../run/open-sides.ts';
import { orderNotes } from '../run/order-note.ts';
import { checkConversions } from '../run/prepare-run.ts';
import type { ExplainRequest } from './request.ts';
import { sidesContext } from './request.ts';

/** What a run would do, found out without any effect at the target. */
export interface JobPlan {
  /** Changes when schemas, types, target statements or deletions change; not with row counts. */
  readonly hash: string;
  readonly reader: string;
  readonly writer: string;
  readonly columns: readonly ColumnPlan[];
  readonly splits: readonly {
    readonly label: string;
    readonly estimatedRows?: number;
    readonly estimatedBytes?: number;
  }[];
  readonly channels: number;
  /** Absent where a split could not tell. */
  readonly estimatedRows?: number;
  readonly estimatedBytes?: number;
  readonly transforms: readonly string[];
  /** Statements and file operations at the target, in order. */
  readonly actions: readonly string[];
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
  readonly isDestructive: boolean;
  readonly issues: readonly Issue[];
}

export interface ColumnPlan {
  readonly source: string;
  readonly sourceType: string;
  /** As the source calls it. */
  readonly sourceNative?: string;
  readonly target: string;
  readonly targetType: string;
  readonly targetNative?: string;
  readonly verdict: 'exact' | 'widened' | 'checked' | 'lossy' | 'impossible' | 'unknown';
  readonly note?: string;
}

/** Plans a job: asks both sides, changes nothing. */
export async function explainJob(request: ExplainRequest): Promise<JobPlan> {
  const { job } = request;
  const sides = await openSides(job, request, sidesContext(request));
  try {
    const source = await inStep(job.reader, sides.reader.describe());
    const transforms = compileTransforms(job.transforms, source);
    const transformed = transforms.at(-1)?.schema ?? source;
    const target = await inStep(job.writer, sides.writer.inspect(transformed));
    const wanted = target.wanted ?? transformed;
    if (wanted.columns.length !== transformed.columns.length) checkConversions(transformed, wanted);
    const canWriteInParallel = sides.writerStep.connector.writer?.capabilities.canWriteInParallel ?? false;
    const wantedChannels = canWriteInParallel && target.takesOneTask !== true ? job.setting.concurrent : 1;
    const wantedOfReader = transforms.length === 0 ? wanted : source;
    const plan = await inStep(job.reader, sides.reader.plan({ channels: wantedChannels, wanted: wantedOfReader }));
    const columns = columnPlans(transformed, target.wanted);
    const rows = total(plan.splits.map((split) => split.estimatedRows));
    const bytes = total(plan.splits.map((split) => split.estimatedBytes));
    const transformNames = job.transforms.map((step) => step.name);
    return {
      hash: hashOf({ columns, actions: target.actions, isDestructive: target.isDestructive, transformNames }),
      reader: sides.readerStep.connector.name,
      writer: sides.writerStep.connector.name,
      columns,
      splits: plan.splits.map(({ json: _json, ...split }) => split),
      channels: Math.max(1, Math.min(wantedChannels, plan.splits.length)),
      ...(rows === undefined ? {} : { estimatedRows: rows }),
      ...(bytes === undefined ? {} : { estimatedBytes: bytes }),
      transforms: transformNames,
      actions: target.actions,
      warnings: [...target.warnings, ...orderNotes(transformed, wanted)],
      notes: plan.notes,
      isDestructive: target.isDestructive,
      issues: sides.issues,
    };
  } catch (error) {
    throw placeInJob(asSluiceError(error), job);
  } finally {
    await sides.close();
  }
}

function columnPlans(from: Schema, to: Schema | undefined): ColumnPlan[] {
  return from.columns.map((column, index) => {
    const target = to?.columns[index];
    const source = {
      source: column.name,
      sourceType: typeName(column.type),
      ...(column.nativeType === undefined ? {} : { sourceNative: column.nativeType }),
    };
    if (target === undefined) return { ...source, target: '?', targetType: '?', verdict: 'unknown' };
    const { verdict, note } = planConversion(column.type, target.type);
    return {
      ...source,
      target: target.name,
      targetType: typeName(target.type),
      ...(target.nativeType === undefined ? {} : { targetNative: target.nativeType }),
      verdict,
      ...(note === undefined ? {} : { note }),
    };
  });
}

function total(values: readonly (number | undefined)[]): number | undefined {
  let sum = 0;
  for (const value of values) {
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
