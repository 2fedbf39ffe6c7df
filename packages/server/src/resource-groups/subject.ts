import type { z } from 'zod';
import { resourceGroupRoutes, type resourceGroupSchema } from '../contract/resource-groups.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import type { Workers } from '../worker/work.ts';
import { groupErrors } from './errors.ts';
import { changeGroup, createGroup, deleteGroup, ensureBuiltIn, findGroup, type GroupRow } from './groups.ts';

export interface ResourceGroupNeeds {
  /** Workers of the built-in group, for what people wait for. */
  readonly workers: Workers;
  /** How busy a group is. */
  load(groupId: string): Promise<{ readonly usedSlots: number; readonly queued: number }>;
  /** Jobs that are to run in a group. */
  countJobs(groupName: string): Promise<number>;
}

export interface ResourceGroups extends Subject {
  /** Throws when there is no such group, or nobody works in it. */
  workersOf(name: string): Promise<Workers>;
}

/** An agent that was silent for so long is lost. */
const lostAfterMs = 60_000;

export function resourceGroupSubject(ground: Ground, needs: ResourceGroupNeeds): ResourceGroups {
  const { store, clock } = ground;
  const view = async (row: GroupRow): Promise<z.output<typeof resourceGroupSchema>> => {
    const agents = await store.database.selectFrom('agents').selectAll().where('group_id', '=', row.id).execute();
    return {
      id: row.id,
      name: row.name,
      kind: row.kind as 'builtIn' | 'agents',
      description: row.description,
      slots: row.slots,
      memoryMb: row.memory_mb,
      mbps: row.mbps,
      isDraining: row.is_draining === 1,
      ...(await needs.load(row.id)),
      agents: agents.map((agent) => ({
        id: agent.id,
        name: agent.name,
        state: stateOf(agent, clock.now()),
        version: agent.agent_version,
        slots: agent.slots,
        usedSlots: agent.used_slots,
        lastHeartbeatAt: new Date(agent.last_heartbeat_at).toISOString(),
      })),
      version: row.version,
    };
  };
  const routes = routeSet('resourceGroups', resourceGroupRoutes, {
    async list() {
      const rows = await store.database.selectFrom('resource_groups').selectAll().orderBy('name_key').execute();
      return { items: await Promise.all(rows.map(view)) };
    },
    async create(call) {
      const { name, ...change } = call.body;
      const after = await view(await createGroup(ground, name, change));
      call.note({ target: `resource group ${name}`, after });
      return after;
    },
    get: async ({ params }) => view(await findGroup(store, params.group)),
    async update(call) {
      const before = await view(await findGroup(store, call.params.group));
      const after = await view(await changeGroup(store, call.params.group, call.body, call.ifMatch));
      call.note({ target: `resource group ${after.name}`, before, after });
      return after;
    },
    async delete(call) {
      const found = await findGroup(store, call.params.group);
      const before = await view(found);
      const row = await deleteGroup(store, found.name, await needs.countJobs(found.name));
      call.note({ target: `resource group ${row.name}`, before });
    },
  });
  return {
    routes: [routes],
    start: () => ensureBuiltIn(ground),
    async workersOf(name) {
      const row = await findGroup(store, name);
      if (row.kind !== 'builtIn') throw groupErrors.noWorkers({ name: row.name });
      return needs.workers;
    },
  };
}

function stateOf(
  agent: { readonly is_draining: number; readonly last_heartbeat_at: number },
  now: number,
): 'online' | 'lost' | 'draining' {
  if (agent.last_heartbeat_at < now - lostAfterMs) return 'lost';
  return agent.is_draining === 1 ? 'draining' : 'online';
}
