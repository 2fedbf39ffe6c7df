import { listRunIds } from '@sluice/engine';
import type { CommandContext } from '../command/context.ts';

/** For the help of commands that take a run. */
export const aboutRunId = 'id of the run, or last';

/** The id of a run as given; `last` is the newest run that is kept. */
export function runIdOf(given: string, { stateFolder }: CommandContext): string {
  return given === 'last' ? (listRunIds(stateFolder)[0] ?? given) : given;
}
