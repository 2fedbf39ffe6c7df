import type { SluiceError } from '@sluice/core';
import type { z } from 'zod';
import { instanceOperations, type instanceDetailSchema, type InstanceOperation } from '../contract/instances.ts';
import { refusalOf, type OperatedInstance } from '../scheduler/transitions.ts';
import type { Database } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { resumeRefusal, runOf } from './resume.ts';
import type { InstanceRow } from './rows.ts';
import { instantOf, viewInstances, type InstanceView } from './views.ts';
import { operatedOf, waitingOf } from './waiting.ts';

export type InstanceDetail = z.output<typeof instanceDetailSchema>;

const mostHistory = 500;
const mostRuns = 200;

/** Everything about one instance. */
export async function detailOf(ground: Ground, row: InstanceRow): Promise<InstanceDetail> {
  const { database } = ground.store;
  const [[view], waiting, operations, runs, history] = await Promise.all([
    viewInstances(database, [row]),
    waitingOf(ground, row),
    operationsOf(ground, row),
    runsOf(database, row),
    historyOf(database, row),
  ]);
  return {
    ...(view as InstanceView),
    parameters: JSON.parse(row.shown_parameters) as Record<string, string>,
    waiting: waiting.map(({ code, text, values, until, parentId }) => ({
      code,
      text,
      ...(values === undefined ? {} : { values }),
      ...(until === undefined ? {} : { until: instantOf(until) }),
      ...(parentId === undefined ? {} : { parent: parentId }),
    })),
    operations,
    runs,
    history,
  };
}

async function operationsOf(ground: Ground, row: InstanceRow): Promise<InstanceDetail['operations']> {
  const { database } = ground.store;
  const operated = await operatedOf(database, row);
  const notResumed = row.state === 'failure' ? resumeRefusal(ground, await runOf(database, row)) : undefined;
  return instanceOperations.map((operation) => {
    const refusal = refusalFor(operation, operated, notResumed);
    return { operation, isAllowed: refusal === undefined, ...(refusal === undefined ? {} : { refusal }) };
  });
}

function refusalFor(
  operation: InstanceOperation,
  operated: OperatedInstance,
  notResumed: SluiceError | undefined,
): string | undefined {
  const refusal = refusalOf(operation, operated);
  if (refusal !== undefined) return refusal.message;
  return operation === 'resume' && notResumed !== undefined
    ? `${notResumed.message} ${notResumed.hint ?? ''}`.trim()
    : undefined;
}

async function runsOf(database: Database, { id }: InstanceRow): Promise<string[]> {
  const rows = await database
    .selectFrom('runs')
    .select('id')
    .where('instance_id', '=', id)
    .orderBy('id', 'desc')
    .limit(mostRuns)
    .execute();
  return rows.map((run) => run.id);
}

async function historyOf(database: Database, { id }: InstanceRow): Promise<InstanceDetail['history']> {
  const events = await database
    .selectFrom('instance_events')
    .select(['at', 'user_name', 'text'])
    .where('instance_id', '=', id)
    .orderBy('id', 'desc')
    .limit(mostHistory)
    .execute();
  return events.map(({ at, user_name, text }) => ({
    at: instantOf(at),
    ...(user_name === null ? {} : { by: user_name }),
    text,
  }));
}
