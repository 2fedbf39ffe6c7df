/** Plan and preview of a draft. */
import { parseJob, type JsonValue } from '@sluice/core';
import type { z } from 'zod';
import type { wizardRoutes } from '../contract/wizard.ts';
import type { PreviewResult } from '../worker/work.ts';
import { workJobOf, type Draft } from './drafts.ts';
import { performWork } from './perform.ts';
import type { SideContext } from './sides.ts';

type PlanReply = z.output<typeof wizardRoutes.plan.reply>;
type PreviewReply = z.output<typeof wizardRoutes.preview.reply>;

/** What a run would do. */
export async function planDraft(draft: Draft, group: string, context: SideContext): Promise<PlanReply> {
  const { ground, needs, signal } = context;
  const job = await workJobOf(ground, needs, draft);
  return (await performWork(await needs.workersOf(group), { kind: 'plan', job }, signal)) as unknown as PlanReply;
}

/** First rows of the reader, with the names that they get in the target. */
export async function previewDraft(
  draft: Draft,
  { group, rows }: { readonly group: string; readonly rows: number },
  { ground, needs, signal }: SideContext,
): Promise<PreviewReply> {
  const job = await workJobOf(ground, needs, draft);
  const work = { kind: 'preview', job, rows } as const;
  const found = (await performWork(await needs.workersOf(group), work, signal)) as unknown as PreviewResult;
  const targets = targetNames(job.text, found.columns.length);
  const columns = found.columns.map((column, index) => {
    const target = targets[index];
    return target === undefined ? column : { ...column, target };
  });
  return { ...found, columns } as unknown as PreviewReply;
}

/** Names in the writer's list of columns, when it has one for each. */
function targetNames(script: string, count: number): readonly (string | undefined)[] {
  const column = parseJob(script, { allowUnknownVariables: true }).job?.writer.parameter['column'];
  if (!Array.isArray(column) || column.length !== count || column.includes('*')) return [];
  return (column as readonly JsonValue[]).map((entry) => {
    if (typeof entry === 'string') return entry;
    const { name } = (entry ?? {}) as { readonly name?: JsonValue };
    return typeof name === 'string' ? name : undefined;
  });
}
