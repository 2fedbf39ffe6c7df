/** Places of test runs whose server or worker was killed: remembered before they are made, removed later. */
import type { Selectable } from 'kysely';
import { asSluiceError } from '@sluice/core';
import { newRunId } from '@sluice/engine';
import type { Tables } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { workJobOf, type Draft } from './drafts.ts';
import type { WizardNeeds } from './needs.ts';
import { performWork } from './perform.ts';

const minuteMs = 60_000;
/** A test run that takes longer is ended. */
export const longestTrialMs = 30 * minuteMs;
/** Then whoever began it is gone. */
const abandonedMs = 45 * minuteMs;
/** Between two tries, of all servers together. */
const retryMs = 10 * minuteMs;
/** A target that cannot be reached for so long is not tried again. */
const forgottenMs = 7 * 24 * 60 * minuteMs;
const removeWithinMs = 2 * minuteMs;
const atOnce = 20;

type TrialRow = Selectable<Tables['trials']>;

const purposeOf = (id: string): string => `trial ${id}`;

/** Before the place is made. Answers the id of the run, of which the name of the place is made. */
export async function rememberTrial({ store, clock, keyring }: Ground, draft: Draft, group: string): Promise<string> {
  const now = clock.now();
  const id = newRunId(now);
  await store.database
    .insertInto('trials')
    .values({
      id,
      project_id: draft.projectId,
      job_name: draft.name,
      group_name: group,
      request: keyring.encrypt(JSON.stringify(draft), purposeOf(id)),
      began_at: now,
      tried_at: 0,
    })
    .execute();
  return id;
}

/** Nothing of it is left. */
export async function forgetTrial({ store }: Ground, id: string): Promise<void> {
  await store.database.deleteFrom('trials').where('id', '=', id).execute();
}

/** Removes what is left of test runs that nobody ends any more. Never rejects; what fails is tried again later. */
export async function removeAbandonedTrials(ground: Ground, needs: WizardNeeds): Promise<void> {
  try {
    for (const row of await claimAbandoned(ground)) await removeOne(ground, needs, row);
  } catch (error) {
    ground.log.warn('abandoned test runs not looked at', { reason: asSluiceError(error).message });
  }
}

async function claimAbandoned({ store, clock }: Ground): Promise<readonly TrialRow[]> {
  const now = clock.now();
  return store.database
    .updateTable('trials')
    .set({ tried_at: now })
    .where('tried_at', '<', now - retryMs)
    .where('id', 'in', (by) =>
      by
        .selectFrom('trials')
        .select('id')
        .where('began_at', '<', now - abandonedMs)
        .where('tried_at', '<', now - retryMs)
        .orderBy('tried_at')
        .limit(atOnce),
    )
    .returningAll()
    .execute();
}

async function removeOne(ground: Ground, needs: WizardNeeds, row: TrialRow): Promise<void> {
  const { clock, keyring, log } = ground;
  const { id, job_name: job, group_name, began_at } = row;
  try {
    const draft = JSON.parse(keyring.decrypt(row.request, purposeOf(id))) as Draft;
    const work = { kind: 'removeTrial', job: await workJobOf(ground, needs, draft), runId: id } as const;
    await performWork(await needs.workersOf(group_name), work, AbortSignal.timeout(removeWithinMs));
    await forgetTrial(ground, id);
    log.info('place of an abandoned test run removed', { trial: id, job });
  } catch (error) {
    const { message: reason, code } = asSluiceError(error);
    const isHopeless = began_at < clock.now() - forgottenMs;
    if (isHopeless) await forgetTrial(ground, id);
    log.warn(isHopeless ? 'place of a test run left where it is' : 'place of a test run not removed yet', {
      trial: id,
      job,
      code,
      reason,
    });
  }
}
