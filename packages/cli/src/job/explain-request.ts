import type { ExplainRequest } from '@sluice/engine';
import type { CommandContext } from '../command/context.ts';
import type { ReadyJob } from './read-job.ts';

/** What it takes to look at a job without running it. Ctrl-C ends the process: nothing has an effect. */
export function explainRequest({ job }: ReadyJob, context: CommandContext): ExplainRequest {
  const { settings } = context;
  return {
    job: settings.channels === undefined ? job : { ...job, setting: { ...job.setting, concurrent: settings.channels } },
    connectors: context.connectors,
    dataSources: context.config.dataSources,
    environment: context.environment,
    log: context.log,
    signal: new AbortController().signal,
    input: context.input,
  };
}
