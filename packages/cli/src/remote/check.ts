import type { Issue } from '@sluice/core';
import type { JobPlan } from '@sluice/engine';
import type { CommandContext, Outcome } from '../command/context.ts';
import { planOutcome } from '../commands/plan.ts';
import { verdictOutcome } from '../commands/validate.ts';
import { readTextFile } from '../job/read-text.ts';
import type { VariableFlags } from '../job/read-job.ts';
import { readAll } from '../terminal/streams.ts';
import { connect } from './connect.ts';
import { valuesOf } from './values.ts';

/** Checks a job file against the data sources of a server. */
export async function validateThere(file: string, flags: VariableFlags, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const script = await scriptOf(file, context);
  const parameters = flags.params === undefined ? {} : { parameters: flags.params };
  const { isValid, issues } = await api.jobs.check({ params: { project }, body: { script, ...parameters } });
  return verdictOutcome({ isValid, issues: issues as readonly Issue[], name: file, facts: {} }, context);
}

/** Plans a job file in a worker of a server. */
export async function planThere(file: string, flags: VariableFlags, context: CommandContext): Promise<Outcome> {
  const { api, project } = await connect(context);
  const body = { script: await scriptOf(file, context), ...valuesOf(flags) };
  const plan = (await api.wizard.plan({ params: { project }, body })) as unknown as JobPlan;
  return planOutcome(plan, { issues: plan.issues, name: file }, context);
}

async function scriptOf(file: string, context: CommandContext): Promise<string> {
  return file === '-' ? readAll(context.input()) : readTextFile(file);
}
