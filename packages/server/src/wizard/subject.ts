import { grants } from '../contract/access.ts';
import { wizardRoutes } from '../contract/wizard.ts';
import { connectors } from '../data-sources/subject.ts';
import { httpErrors } from '../http/errors.ts';
import { findJob } from '../jobs/jobs.ts';
import { scriptOf } from '../runs/start.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import { removeAbandonedTrials } from './abandoned-trials.ts';
import { printModel, printSchema, printTemplate, readModel } from './editor.ts';
import { planDraft, previewDraft } from './explanations.ts';
import { mapColumns } from './mappings.ts';
import type { WizardNeeds } from './needs.ts';
import type { SideContext } from './sides.ts';
import { createTable, proposeTable } from './target-tables.ts';
import { testJob } from './trial-runs.ts';

const cleanEveryMs = 10 * 60_000;

/** Making jobs: wizard and script, mapping, templates, and what a draft would do. */
export function wizardSubject(ground: Ground, needs: WizardNeeds): Subject {
  const contextOf = (call: {
    readonly project: { readonly id: string };
    readonly signal: AbortSignal;
  }): SideContext => {
    return { ground, needs, shelf: connectors, projectId: call.project.id, signal: call.signal };
  };

  const routes = routeSet('wizard', wizardRoutes, {
    model: async ({ body }) => readModel(body.script),
    script: ({ body }) => printModel(body.model),
    map: (call) => mapColumns(call.body, contextOf(call)),
    template: ({ query }) => printTemplate(connectors, query),
    jobSchema: async ({ query }) => (await printSchema(connectors, query)) as unknown as Record<string, never>,
    plan: (call) => planDraft({ ...call.body, ...owned(call) }, call.body.group, contextOf(call)),
    async planJob(call) {
      const { what, group, ...values } = call.body;
      const job = await findJob(ground.store.database, call.project.id, call.params.job);
      const { script, parameters } = await scriptOf(ground, job, what);
      const draft = { ...values, script, parameters, projectId: call.project.id, name: job.name };
      return planDraft(draft, group ?? job.group_name, contextOf(call));
    },
    preview: (call) => previewDraft({ ...call.body, ...owned(call) }, call.body, contextOf(call)),
    async proposeTable(call) {
      const { statement, notes, exists } = await proposeTable(call.body, contextOf(call));
      return { statement, notes: [...notes], exists };
    },
    async createTable(call) {
      const { target, statement } = call.body;
      if (!grants(call.project.role, 'jobs.edit')) throw httpErrors.forbidden({ needs: '"jobs.edit"' });
      call.note({ target: `table ${target.table} of data source ${target.dataSource}`, after: { statement } });
      const { columns } = await createTable(target, statement, contextOf(call));
      return { table: target.table, columns };
    },
    async testRun(call) {
      const { rows } = call.body;
      call.note({ target: `test run of job ${call.params.job}`, after: { rows } });
      const reply = await testJob(call.params.job, call.body, contextOf(call));
      call.note({ after: { rows, state: reply.state, isRemoved: reply.isRemoved, place: reply.place } });
      return reply;
    },
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    routes: [routes],
    async start() {
      const clean = (): void => void removeAbandonedTrials(ground, needs);
      clean();
      timer = setInterval(clean, cleanEveryMs).unref();
    },
    async stop() {
      clearInterval(timer);
    },
  };
}

function owned({ project }: { readonly project: { readonly id: string } }) {
  return { projectId: project.id, name: 'draft' };
}
