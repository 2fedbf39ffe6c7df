/** The one place where subjects meet: each is made with what it needs of the others. */
import { alertSubject } from './alerts/subject.ts';
import { createAuditLog } from './audit/audit-log.ts';
import { auditSubject } from './audit/subject.ts';
import { removeUnmade } from './backfills/making.ts';
import { settleBackfills } from './backfills/settle.ts';
import { backfillSubject } from './backfills/subject.ts';
import { workSource } from './data-sources/data-sources.ts';
import { dataSourceSubject } from './data-sources/subject.ts';
import type { AuditLog, Gate } from './http/ports.ts';
import { instanceSubject } from './instances/subject.ts';
import { jobSubject } from './jobs/subject.ts';
import { countJobs, countUsersOfSources, usersOfSource } from './jobs/users-of-source.ts';
import { projectSubject } from './projects/subject.ts';
import { BoundedWorkers } from './resource-groups/bounded-workers.ts';
import { resourceGroupSubject } from './resource-groups/subject.ts';
import { retentionSubject } from './retention/retention.ts';
import { runSubject } from './runs/subject.ts';
import { sampleSubject } from './samples/subject.ts';
import { settingsSubject } from './settings/installation.ts';
import { scheduleSubject } from './schedules/subject.ts';
import type { Ground, Subject } from './subject.ts';
import { systemSubject } from './system/subject.ts';
import { createGate } from './users/gate.ts';
import { oidcSubject } from './users/oidc-subject.ts';
import { isSetUp } from './users/sign-in.ts';
import { peopleSubject } from './users/subject.ts';
import { wizardSubject } from './wizard/subject.ts';
import { limitsOf } from './worker/limits.ts';
import { workerEnvironment, WorkerProcesses } from './worker/processes.ts';

export interface House {
  readonly subjects: readonly Subject[];
  readonly gate: Gate;
  readonly audit: AuditLog;
}

export function compose(ground: Ground): House {
  const { database } = ground.store;
  const workers = new WorkerProcesses({
    environment: workerEnvironment(process.env),
    limits: limitsOf(ground.settings),
    onOutput: (text) => ground.log.warn('worker output', { text }),
  });
  const runs = runSubject(ground, {
    workers,
    sourceOf: (projectId, name, environment) =>
      workSource(ground, projectId, name, environment === 'development' ? 'development' : 'production'),
    onBegun: (run) => schedules.onRunChanged(run),
    async onFinished(run) {
      alerts.onRunFinished(run);
      await schedules.onRunChanged(run);
    },
  });
  const schedules = scheduleSubject(ground, {
    onQueued: () => runs.wake(),
    onInstanceChanged: (changed) => alerts.onInstanceChanged(changed),
    everyMinute: async () => {
      await removeUnmade(ground);
      await settleBackfills(ground);
    },
  });
  const alerts = alertSubject(ground);
  const groups = resourceGroupSubject(ground, {
    workers: new BoundedWorkers(workers, { atOnce: ground.settings.interactiveSlots, waitMs: 30_000 }),
    load: (groupId) => runs.load(groupId),
    countJobs: (group) => countJobs(database, { group }),
  });
  return {
    gate: createGate(ground),
    audit: createAuditLog(ground),
    subjects: [
      systemSubject(ground, { isSetUp: () => isSetUp(ground.store) }),
      peopleSubject(ground),
      projectSubject(ground, { countDeployed: (deployedIn) => countJobs(database, { deployedIn }) }),
      oidcSubject(ground),
      auditSubject(ground),
      settingsSubject(ground),
      retentionSubject(ground),
      { routes: [], start: async () => workers.warmUp(), stop: () => workers.close() },
      groups,
      jobSubject(ground, schedules.scheduling),
      wizardSubject(ground, {
        workersOf: (group) => groups.workersOf(group),
        sourceOf: (projectId, name, environment) => workSource(ground, projectId, name, environment),
      }),
      sampleSubject(ground),
      runs,
      schedules,
      instanceSubject(ground, {
        wake: () => schedules.wake(),
        onInstanceChanged: (changed) => alerts.onInstanceChanged(changed),
      }),
      alerts,
      backfillSubject(ground, { wake: () => schedules.wake() }),
      dataSourceSubject(ground, {
        workersOf: (group) => groups.workersOf(group),
        usersOf: (projectId, name) => usersOfSource(database, projectId, name),
        countUsers: (projectId, names) => countUsersOfSources(database, projectId, names),
      }),
    ],
  };
}
