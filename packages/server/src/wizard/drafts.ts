import { builtInVariables, resolveAssignments, substituteVariables } from '@sluice/core';
import type { Environment } from '../data-sources/data-sources.ts';
import { readScript } from '../jobs/read-script.ts';
import { runServiceErrors } from '../runs/errors.ts';
import { timesOf } from '../runs/start.ts';
import type { Ground } from '../subject.ts';
import type { WorkJob } from '../worker/work.ts';
import type { WizardNeeds } from './needs.ts';

/** A script as it is being edited, with the values that it needs. */
export interface Draft {
  readonly projectId: string;
  /** For messages. */
  readonly name: string;
  readonly script: string;
  /** Assignments. */
  readonly parameters: string;
  readonly environment: Environment;
  /** Win over the assignments. */
  readonly variables: Readonly<Record<string, string>>;
  readonly bizdate?: string | undefined;
  readonly cyctime?: string | undefined;
}

/** A draft as a worker takes it, with the data sources that it names. Throws when values are missing. */
export async function workJobOf(ground: Ground, needs: WizardNeeds, draft: Draft): Promise<WorkJob> {
  const { script, parameters, projectId, environment } = draft;
  const times = await timesOf(ground, draft);
  const clocks = {
    businessDate: times.bizdate,
    ...('cyctime' in times && times.cyctime !== undefined ? { cycleTime: times.cyctime } : {}),
  };
  const variables = { ...resolveAssignments(parameters, clocks).values, ...draft.variables };
  const missing = (await readScript(script, parameters)).facts.variables.filter((name) => !(name in variables));
  if (missing.length > 0) throw runServiceErrors.valuesMissing({ names: missing });
  const { text } = substituteVariables(script, { ...builtInVariables(clocks), ...variables });
  const { facts } = await readScript(text, '');
  const sources = await Promise.all(facts.dataSources.map((name) => needs.sourceOf(projectId, name, environment)));
  return { name: draft.name, text: script, variables, ...times, sources };
}
