/** Which jobs write what a job reads. */
import { parseJob, type JobStep, type JsonValue } from '@sluice/core';
import type { Dependency } from '../contract/schedule.ts';
import type { JobRow } from '../jobs/jobs.ts';
import type { Database } from '../store/database.ts';

export interface Suggestion {
  readonly dependency: Dependency;
  readonly table: string;
  readonly dataSource: string;
}

/** Jobs of the same data sources that are read for an answer. */
const mostScripts = 500;

/** Deployed jobs of the same project that write a table which the draft reads, by name. */
export async function suggestDependencies(database: Database, job: JobRow): Promise<readonly Suggestion[]> {
  const read = new Map(tablesOf(job.script, 'reader').map((place) => [keyOf(place), place]));
  if (read.size === 0) return [];
  const sources = [...new Set([...read.values()].map(({ dataSource }) => dataSource.toLowerCase()))];
  const rows = await database
    .selectFrom('jobs as j')
    .innerJoin('job_versions as v', (join) =>
      join.onRef('v.job_id', '=', 'j.id').onRef('v.number', '=', 'j.deployed_version'),
    )
    .select(['j.name', 'v.script'])
    .where('j.project_id', '=', job.project_id)
    .where('j.id', '!=', job.id)
    .where('v.schedule', 'is not', null)
    .where('j.id', 'in', (by) =>
      by
        .selectFrom('job_data_sources')
        .select('job_id')
        .where('project_id', '=', job.project_id)
        .where('source_key', 'in', sources),
    )
    .orderBy('j.name_key')
    .limit(mostScripts)
    .execute();
  return rows.flatMap(({ name, script }) =>
    tablesOf(script, 'writer').flatMap((written) => {
      const place = read.get(keyOf(written));
      return place === undefined ? [] : [{ dependency: { kind: 'sameCycle', job: name }, ...place } as const];
    }),
  );
}

interface Place {
  readonly dataSource: string;
  readonly table: string;
}

function keyOf({ dataSource, table }: Place): string {
  return `${dataSource}\0${table}`.toLowerCase();
}

/** Tables that a step names with their data sources, each once; none of a script that cannot be read. */
function tablesOf(script: string, side: 'reader' | 'writer'): readonly Place[] {
  const { job } = parseJob(script, { allowUnknownVariables: true });
  if (job === undefined) return [];
  const places = placesOf(job[side]);
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

function placesOf({ parameter }: JobStep): readonly Place[] {
  const source = parameter['datasource'];
  const own = textsOf(parameter['table']).map((table) => ({ dataSource: source, table }));
  const shards = listOf(parameter['connection']).flatMap((entry) => {
    const { datasource = source, table } = entry as Readonly<Record<string, JsonValue>>;
    return textsOf(table).map((each) => ({ dataSource: datasource, table: each }));
  });
  return [...own, ...shards].filter((place): place is Place => typeof place.dataSource === 'string');
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return values.filter((each): each is string => typeof each === 'string' && each !== '');
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  const values = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  return values.filter((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
}
