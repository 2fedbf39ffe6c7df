import { registry } from '@sluice/connectors';
import { typeName } from '@sluice/core';
import { ConnectorLookup, describeReader, explainJob, previewJob } from '@sluice/engine';
import { secretEnvironment } from './environment.ts';
import { ownAccess } from './limits.ts';
import { eventLog, type PerformContext } from './perform.ts';
import { readWorkJob } from './read-job.ts';
import type { PreviewResult, Work } from './work.ts';

type ExplainWork = Extract<Work, { readonly kind: 'preview' | 'plan' | 'describeReader' }>;

/** Plans a job or shows its first rows, without effect at the target. */
export async function explain(work: ExplainWork, context: PerformContext): Promise<unknown> {
  const { job, dataSources } = readWorkJob(work.job);
  const request = {
    job,
    dataSources,
    connectors: new ConnectorLookup(registry),
    environment: secretEnvironment(process.env),
    ...ownAccess(),
    log: eventLog(context),
    signal: context.kill,
    input: async function* () {},
  };
  if (work.kind === 'plan') return explainJob(request);
  if (work.kind === 'describeReader') return describeReader(request);
  const { schema, rows, ...facts } = await previewJob(request, work.rows);
  const columns = schema.columns.map(({ name, type }) => ({ name, type: typeName(type) }));
  return { ...facts, columns, rows } satisfies PreviewResult;
}
