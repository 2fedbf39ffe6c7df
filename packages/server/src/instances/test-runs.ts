/** Runs of instances for tests, in any state. */
import { enqueue, type RunRow } from '../runs/queue.ts';
import type { Ground } from '../subject.ts';

/** Gives an instance a run and both of them a state. */
export async function giveRun(
  ground: Ground,
  instanceId: string,
  instanceState: 'waitResource' | 'running' | 'success' | 'failure',
  run: Partial<RunRow>,
): Promise<string> {
  const { database } = ground.store;
  const { job_id, job_name, project_id } = await database
    .selectFrom('instances')
    .selectAll()
    .where('id', '=', instanceId)
    .executeTakeFirstOrThrow();
  const { id } = await enqueue(ground, {
    projectId: project_id,
    jobId: job_id,
    jobName: job_name,
    jobVersion: 1,
    script: '{}',
    variables: {},
    reason: 'schedule',
    groupId: 'g',
    priority: 1,
    environment: 'production',
    startedBy: null,
    instanceId,
  });
  await database.updateTable('runs').set(run).where('id', '=', id).execute();
  await database
    .updateTable('instances')
    .set((by) => ({ state: instanceState, run_id: id, attempt: 1, version: by('version', '+', 1) }))
    .where('id', '=', instanceId)
    .execute();
  return id;
}
