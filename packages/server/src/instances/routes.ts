import { instanceRoutes } from '../contract/instances.ts';
import { problemOf } from '../http/problems.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import type { InstanceChanged } from './advance.ts';
import { detailOf } from './detail.ts';
import { descendantsOf, graphAround } from './graph.ts';
import { listInstances } from './list.ts';
import { operateInstance, type Order } from './operations.ts';
import { findInstance, nameOf, type InstanceRow } from './rows.ts';
import { statisticsOf } from './statistics.ts';
import { startTest } from './start-test.ts';
import { viewInstances, type InstanceView } from './views.ts';

export interface InstanceNeeds {
  /** The scheduler looks at once for what may start now. */
  wake(): void;
  /** Told after the change is committed. Must not throw. */
  onInstanceChanged?(changed: InstanceChanged): void;
}

/** Instances: what the scheduler made, what becomes of it, and what people do with it. */
export function instanceRouteSet(ground: Ground, needs: InstanceNeeds): RouteSet {
  const { database } = ground.store;
  const operate = async (order: Order): Promise<readonly [InstanceChanged, ...InstanceChanged[]]> => {
    const changes = await operateInstance(ground, order);
    for (const changed of changes) needs.onInstanceChanged?.(changed);
    return changes as [InstanceChanged, ...InstanceChanged[]];
  };

  return routeSet('instances', instanceRoutes, {
    list: ({ project, query }) => listInstances(database, project.id, query),
    get: async ({ project, params }) => detailOf(ground, await findInstance(database, project.id, params.instance)),
    graph: async ({ project, params, query }) =>
      graphAround(database, await findInstance(database, project.id, params.instance), query),
    async descendants({ project, params }) {
      const row = await findInstance(database, project.id, params.instance);
      const { rows, isCut } = await descendantsOf(database, row);
      return { items: await viewInstances(database, rows), isCut };
    },
    async operate(call) {
      const { project, params, body, caller } = call;
      call.note({ target: `instance ${params.instance}`, after: { operation: body.operation } });
      const [{ before, after }, ...others] = await operate({
        projectId: project.id,
        instanceId: params.instance,
        userName: caller.name,
        ...body,
      });
      needs.wake();
      call.note({
        target: `instance ${nameOf(before)}`,
        before: auditOf(before),
        after: {
          operation: body.operation,
          ...auditOf(after),
          ...(others.length === 0 ? {} : { with: others.length }),
        },
      });
      return detailOf(ground, await findInstance(database, project.id, after.id));
    },
    async operateMany(call) {
      const { project, body, caller, http } = call;
      const { operation } = body;
      const items: { instance: string; ok: boolean; problem?: ReturnType<typeof problemOf> }[] = [];
      for (const instance of new Set(body.instances)) {
        try {
          await operate({ projectId: project.id, instanceId: instance, operation, userName: caller.name });
          items.push({ instance, ok: true });
        } catch (error) {
          const problem = problemOf(error, http.request.id);
          if (problem.status >= 500) ground.log.error('operation failed', { instance, error: String(error) });
          items.push({ instance, ok: false, problem });
        }
      }
      needs.wake();
      const ids = (ok: boolean) => items.filter((item) => item.ok === ok).map(({ instance }) => instance);
      call.note({ target: `${items.length} instances`, after: { operation, done: ids(true), refused: ids(false) } });
      return { items };
    },
    statistics: ({ project, query }) => statisticsOf(ground, project.id, query.businessDate),
    async test(call) {
      const { project, params, body, caller } = call;
      const row = await startTest(ground, {
        projectId: project.id,
        jobName: params.job,
        businessDate: body.businessDate,
        userName: caller.name,
      });
      needs.wake();
      const after = (await viewInstances(database, [row]))[0] as InstanceView;
      call.note({ target: `test instance ${nameOf(row)}`, after });
      return after;
    },
  });
}

function auditOf({ state, is_frozen, ignores_parents }: InstanceRow) {
  return { state, isFrozen: is_frozen === 1, ignoresParents: ignores_parents === 1 };
}
