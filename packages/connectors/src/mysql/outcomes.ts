/** What becomes of the statements of a load. */
import type { LoadWay } from './load-ways.ts';
import { dirtyCodeOf } from './server-errors.ts';
import type { Client } from './wire/client.ts';
import { ServerError } from './wire/server-error.ts';

export const savepoint = 'SAVEPOINT sluice';
export const rollBack = 'ROLLBACK TO SAVEPOINT sluice';

/** `refused`: stored, but perhaps not as given; or refused because of a row. */
export type Outcome = 'stored' | 'refused' | ServerError;

/** The outcome of several statements: an error that is not about rows counts most. */
export function worse(left: Outcome, right: Outcome): Outcome {
  if (left instanceof ServerError || right === 'stored') return left;
  return right instanceof ServerError && dirtyCodeOf(right) !== undefined ? 'refused' : right;
}

/** The answer to a statement of rows; an error of the server is handed back, so that further answers can be read. */
export async function answerOf(way: LoadWay, rowCount: number): Promise<Outcome> {
  return await errorAsOutcome(async () => (way.isDoubtful(await way.receive(), rowCount) ? 'refused' : 'stored'));
}

/** The answer to a statement without rows. */
export async function resultOf(client: Client): Promise<Outcome> {
  return await errorAsOutcome(async () => {
    await client.receiveResult();
    return 'stored';
  });
}

async function errorAsOutcome(read: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ServerError) return error;
    throw error;
  }
}
