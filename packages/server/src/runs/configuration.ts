/** What a run was made of, for people: the script with its values in place and without its secrets. */
import {
  builtInVariables,
  maskSecrets,
  parseLenientJson,
  substituteVariables,
  type Fields,
  type JsonValue,
} from '@sluice/core';
import type { z } from 'zod';
import type { runRoutes } from '../contract/runs.ts';
import { connectors } from '../data-sources/subject.ts';
import { readScript } from '../jobs/read-script.ts';
import type { Database } from '../store/database.ts';
import type { RunRow } from './queue.ts';
import { present, viewRuns, type RunView } from './views.ts';

export type RunConfiguration = z.output<typeof runRoutes.configuration.reply>;

export async function configurationOf(database: Database, run: RunRow): Promise<RunConfiguration> {
  const [view] = (await viewRuns(database, [run])) as [RunView];
  const { facts } = await readScript(run.script, '');
  const { bizdate, cyctime } = run;
  const script = await maskedScript(run.script, { ...timesOf(run), ...view.variables });
  return {
    ...(script === undefined ? {} : { script, format: isDatax(script) ? 'datax' : 'script' }),
    variables: view.variables,
    dataSources: [...facts.dataSources],
    environment: view.environment,
    group: view.group,
    ...present({ jobVersion: run.job_version, bizdate, cyctime }),
  };
}

function timesOf({ bizdate, cyctime }: RunRow): Readonly<Record<string, string>> {
  if (bizdate === null && cyctime === null) return {};
  const times = present({ businessDate: bizdate, cycleTime: cyctime });
  return builtInVariables(times);
}

function isDatax(script: string): boolean {
  return Object.hasOwn(JSON.parse(script) as object, 'job');
}

/** Undefined for what is no JSON object: it could not be masked. */
async function maskedScript(text: string, variables: Readonly<Record<string, string>>): Promise<string | undefined> {
  const { value } = parseLenientJson(substituteVariables(text, variables).text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return JSON.stringify(maskSecrets(await withMaskedSteps(value)), undefined, 2);
}

/** Secrets of a step by the declaration of its connector, in whatever format the step is written. */
async function withMaskedSteps(value: JsonValue): Promise<JsonValue> {
  if (Array.isArray(value)) return Promise.all((value as readonly JsonValue[]).map(withMaskedSteps));
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Readonly<Record<string, JsonValue>>;
  const fields = await fieldsOf(members);
  const masked = await Promise.all(
    Object.entries(members).map(async ([key, member]) => {
      const isStep = key === 'parameter' && fields !== undefined;
      return [key, isStep ? maskSecrets(member, fields) : await withMaskedSteps(member)] as const;
    }),
  );
  return Object.fromEntries(masked);
}

/** Script 2.0, DataX and script 1.0 name the connector of a step differently. */
async function fieldsOf({ stepType, name, plugin }: Readonly<Record<string, JsonValue>>): Promise<Fields | undefined> {
  for (const named of [stepType, plugin, name]) {
    if (typeof named !== 'string') continue;
    const connector = await connectors.find(named);
    if (connector !== undefined)
      return { ...connector.connection, ...connector.reader?.fields, ...connector.writer?.fields };
  }
  return undefined;
}
