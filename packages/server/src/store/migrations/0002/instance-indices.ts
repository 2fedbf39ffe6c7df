import { sql, type SchemaModule } from 'kysely';

/**
 * Lists of instances go by cycle time, in one project, from any of a million: each column that may lead them (see
 * `instances/list-conditions.ts`) has an index that gives its rows in that order.
 */
export async function createInstanceIndices(schema: SchemaModule): Promise<void> {
  const index = (name: string, ...columns: readonly string[]) =>
    schema
      .createIndex(`instances_by_${name}`)
      .on('instances')
      .columns([...columns]);
  const byTime = (column: string) => index(column, 'project_id', column, 'cycle_time', 'id');
  await index('time', 'project_id', 'cycle_time', 'id').execute();
  await index('job', 'job_id', 'cycle_time', 'id').execute();
  for (const column of ['state', 'owner_id', 'group_name']) await byTime(column).execute();
  await byTime('kind')
    .where(sql<boolean>`kind <> 'scheduled'`)
    .execute();
  await byTime('is_frozen')
    .where(sql<boolean>`is_frozen = 1`)
    .execute();
  await byTime('is_dry_run')
    .where(sql<boolean>`is_dry_run = 1`)
    .execute();
  await index('run', 'run_id').execute();
  for (const columns of [['cycle_time', 'id'], ['business_date', 'state'], ['state']])
    await index(`backfill_and_${columns[0]}`, 'backfill_id', ...columns)
      .where(sql<boolean>`backfill_id is not null`)
      .execute();
  // Statistics of a date touch this index alone.
  const statistics = ['finished_at', 'started_at', 'is_frozen', 'job_id', 'rows_written', 'id'];
  await index('date', 'project_id', 'business_date', 'kind', 'state', ...statistics).execute();
  // The scheduler's own look: few instances are not finished.
  await index('due', 'state', 'due_at').execute();
}
