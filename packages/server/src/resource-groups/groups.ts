import type { Selectable } from 'kysely';
import { httpErrors } from '../http/errors.ts';
import type { Store, Tables } from '../store/database.ts';
import { newId } from '../store/ids.ts';
import type { Ground } from '../subject.ts';
import { groupErrors } from './errors.ts';

export type GroupRow = Selectable<Tables['resource_groups']>;

export const builtInGroup = 'default';
const defaults = { description: '', slots: 4, memoryMb: 256, mbps: 0 };

export interface GroupChange {
  readonly description?: string | undefined;
  readonly slots?: number | undefined;
  readonly memoryMb?: number | undefined;
  readonly mbps?: number | undefined;
  readonly isDraining?: boolean | undefined;
}

/** The group of the server's own processes exists from the first start on. */
export async function ensureBuiltIn({ store, clock, settings }: Ground): Promise<void> {
  const values = rowOf(builtInGroup, 'builtIn', { slots: settings.slots }, clock.now());
  await store.database
    .insertInto('resource_groups')
    .values({ ...values, description: 'Worker processes of the server itself.' })
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .execute();
}

export async function createGroup({ store, clock }: Ground, name: string, change: GroupChange): Promise<GroupRow> {
  const row = await store.database
    .insertInto('resource_groups')
    .values(rowOf(name, 'agents', change, clock.now()))
    .onConflict((conflict) => conflict.column('name_key').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.exists({ what: 'resource group', name });
  return row;
}

function rowOf(name: string, kind: string, change: GroupChange, now: number): GroupRow {
  const { description, slots, memoryMb, mbps } = { ...defaults, ...change };
  return {
    id: newId(now),
    name,
    name_key: name.toLowerCase(),
    kind,
    description: description ?? '',
    slots: slots ?? defaults.slots,
    memory_mb: memoryMb ?? defaults.memoryMb,
    mbps: mbps ?? 0,
    is_draining: 0,
    version: 1,
  };
}

/** Throws `HTTP_NOT_FOUND`. */
export async function findGroup({ database }: Store, name: string): Promise<GroupRow> {
  const row = await database
    .selectFrom('resource_groups')
    .selectAll()
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.notFound({ what: 'resource group', name });
  return row;
}

export async function changeGroup(store: Store, name: string, change: GroupChange, version: number): Promise<GroupRow> {
  const { description, slots, memoryMb, mbps, isDraining } = change;
  const found = await findGroup(store, name);
  const row = await store.database
    .updateTable('resource_groups')
    .set({
      ...(description === undefined ? {} : { description }),
      ...(slots === undefined ? {} : { slots }),
      ...(memoryMb === undefined ? {} : { memory_mb: memoryMb }),
      ...(mbps === undefined ? {} : { mbps }),
      ...(isDraining === undefined ? {} : { is_draining: Number(isDraining) }),
      version: version + 1,
    })
    .where('id', '=', found.id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw httpErrors.changed({ what: 'resource group', version: found.version });
  return row;
}

export async function deleteGroup(store: Store, name: string, jobs: number): Promise<GroupRow> {
  const row = await findGroup(store, name);
  if (row.kind === 'builtIn') throw groupErrors.builtIn({ name: row.name });
  if (jobs > 0) throw groupErrors.inUse({ name: row.name, jobs });
  await store.database.deleteFrom('resource_groups').where('id', '=', row.id).execute();
  return row;
}
