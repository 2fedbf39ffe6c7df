import { operate, refusalOf, type InstanceChange } from '../scheduler/transitions.ts';
import type { DatabaseTransaction } from '../store/database.ts';
import type { Ground } from '../subject.ts';
import { changeInstance, type InstanceChanged, type InstanceUpdate } from './advance.ts';
import { instanceErrors } from './errors.ts';
import { descendantsOf } from './graph.ts';
import { releaseReady } from './release.ts';
import { requireRunsOver } from './resume.ts';
import { nameOf, policyOf, stateOf, type InstanceRow } from './rows.ts';

/** Refused instances that a message names. */
const mostNamed = 5;

/**
 * The instance runs again at once, the chosen descendants after their parents, in order. All of them, or none.
 *
 * @throws SluiceError INSTANCES_DESCENDANTS_REFUSED naming those that cannot be rerun now.
 */
export async function rerunWithDescendants(
  ground: Ground,
  transaction: DatabaseTransaction,
  {
    root,
    chosen,
    userName,
  }: { readonly root: InstanceRow; readonly chosen: readonly string[] | undefined; readonly userName: string },
): Promise<readonly InstanceChanged[]> {
  const descendants = await chosenOf(transaction, root, chosen);
  requireAllowed([root, ...descendants]);
  await requireRunsOver(transaction, [root, ...descendants]);
  const rerun = async (before: InstanceRow, update: InstanceUpdate, text: string): Promise<InstanceChanged> => ({
    before,
    after: await changeInstance(ground, transaction, before, update, { text, userName }),
    text,
  });
  const waiting: InstanceChanged[] = [];
  for (const row of descendants)
    waiting.push(await rerun(row, operate('rerunDescendants', operated(row)), `Rerun with ${nameOf(root)}.`));
  const count = descendants.length;
  const first = await rerun(
    root,
    rerunOf(root, operate('rerun', operated(root))),
    `Rerun with ${count} ${count === 1 ? 'descendant' : 'descendants'}.`,
  );
  // Those between which and the instance nobody was chosen have nothing to wait for.
  const released = await releaseReady(
    transaction,
    descendants.map(({ id }) => id),
  );
  const now = new Map(released.map((row) => [row.id, row]));
  return [first, ...waiting.map((each) => ({ ...each, after: now.get(each.after.id) ?? each.after }))];
}

/** A dry run has nothing to queue; it succeeds as soon as the scheduler looks at it. */
export function rerunOf(row: InstanceRow, change: InstanceChange): InstanceUpdate {
  return row.is_dry_run === 1 ? { ...change, state: 'waitTime' } : change;
}

async function chosenOf(
  transaction: DatabaseTransaction,
  root: InstanceRow,
  chosen: readonly string[] | undefined,
): Promise<readonly InstanceRow[]> {
  if (chosen === undefined) throw instanceErrors.descendantsMissing().at({ path: 'descendants' });
  const { rows } = await descendantsOf(transaction, root);
  const wanted = new Set(chosen);
  const found = rows.filter(({ id }) => wanted.has(id));
  const known = new Set([root.id, ...found.map(({ id }) => id)]);
  const names = [...wanted].filter((id) => !known.has(id)).slice(0, mostNamed);
  if (names.length > 0) throw instanceErrors.noDescendant({ names }).at({ path: 'descendants' });
  return found;
}

function requireAllowed(rows: readonly InstanceRow[]): void {
  const refused = rows.flatMap((row) => {
    const refusal = refusalOf('rerunDescendants', operated(row));
    return refusal === undefined ? [] : [`${nameOf(row)}: ${refusal.message}`];
  });
  if (refused.length > 0)
    throw instanceErrors.descendantsRefused({ count: refused.length, first: refused.slice(0, mostNamed) });
}

/** Parents do not matter for a rerun. */
function operated(row: InstanceRow) {
  return {
    state: stateOf(row),
    isFrozen: row.is_frozen === 1,
    areParentsDone: false,
    rerun: policyOf(row).rerun,
  };
}
