import { performance } from 'node:perf_hooks';
import { asSluiceError, describeFields, type Parameter } from '@sluice/core';
import type { AlertLanguage, ChannelKind } from '../contract/alert.ts';
import { alertRoutes } from '../contract/alerts.ts';
import { newId } from '../store/ids.ts';
import { routeSet, type Ground, type RouteSet } from '../subject.ts';
import type { HostCheck } from '../worker/hosts.ts';
import { covers } from './alerts-for.ts';
import {
  changeChannel,
  checkedOptions,
  completeOptions,
  createChannel,
  deleteChannel,
  findChannel,
  kindOf,
  optionsOf,
  type ChannelRow,
} from './channel-store.ts';
import { channels } from './channels/index.ts';
import { requireHost } from './channels/network.ts';
import { attempt } from './channels/send.ts';
import { listDeliveries, retryDelivery } from './deliveries.ts';
import { alertErrors } from './errors.ts';
import { sampleOf } from './message.ts';
import { changeRule, createRule, findRule, offeredRule, ruleOf, type RuleRow } from './rule-store.ts';
import { viewChannels, viewRules, type ChannelView, type RuleView } from './views.ts';

/** @param wake tells the outbox that there is something to send. */
export function alertRouteSet(ground: Ground, permits: HostCheck, wake: () => void): RouteSet {
  const { database } = ground.store;
  const viewChannel = async (row: ChannelRow): Promise<ChannelView> =>
    (await viewChannels(ground, [row]))[0] as ChannelView;
  const viewRule = async (row: RuleRow): Promise<RuleView> => (await viewRules(database, [row]))[0] as RuleView;

  return routeSet('alerts', alertRoutes, {
    async kinds() {
      const items = Object.values(channels).map(({ kind, title, summary, fields }) => {
        return { kind, title, summary, fields: describeFields(fields) as unknown as Record<string, never>[] };
      });
      return { items };
    },
    async channels({ project }) {
      const rows = await channelsOf(ground, project.id);
      return { items: await viewChannels(ground, rows) };
    },
    async createChannel(call) {
      const { project, caller, body } = call;
      const options = await usableOptions(body.kind, body.options as Parameter, permits);
      const row = await createChannel(ground, { projectId: project.id, userId: caller.userId }, { ...body, options });
      const after = await viewChannel(row);
      call.note({ target: `alert channel ${row.name}`, after });
      return after;
    },
    channel: async ({ project, params }) => viewChannel(await findChannel(database, project.id, params.channel)),
    async changeChannel(call) {
      const { project, params, body, caller, ifMatch: version } = call;
      const row = await findChannel(database, project.id, params.channel);
      if (row.kind !== body.kind) throw alertErrors.otherKind({ name: row.name, kind: row.kind }).at({ path: 'kind' });
      const complete = completeOptions(ground, row, body.options as Parameter);
      const options = await usableOptions(body.kind, complete, permits);
      const before = await viewChannel(row);
      const changed = { body: { ...body, options }, version, userId: caller.userId };
      const after = await viewChannel(await changeChannel(ground, row, changed));
      call.note({ target: `alert channel ${after.name}`, before, after });
      return after;
    },
    async deleteChannel(call) {
      const row = await findChannel(database, call.project.id, call.params.channel);
      const before = await viewChannel(row);
      await deleteChannel(ground, row);
      call.note({ target: `alert channel ${row.name}`, before });
    },
    async testChannel(call) {
      const row = await findChannel(database, call.project.id, call.params.channel);
      call.note({ target: `alert channel ${row.name}` });
      const language = row.language as AlertLanguage;
      const text = sampleOf(call.project.name, row.name, language);
      return trySend(ground, permits, { kind: kindOf(row), options: optionsOf(ground, row), ...text });
    },
    async testUnsaved(call) {
      const { project, body } = call;
      const row = body.saved === undefined ? undefined : await findChannel(database, project.id, body.saved);
      if (row !== undefined && row.kind !== body.kind)
        throw alertErrors.otherKind({ name: row.name, kind: row.kind }).at({ path: 'kind' });
      const sent = body.options as Parameter;
      const options = checkedOptions(body.kind, row === undefined ? sent : completeOptions(ground, row, sent));
      call.note({ target: `alert channel ${row?.name ?? `${body.kind}, not saved`}` });
      const text = sampleOf(project.name, row?.name ?? body.kind, body.language);
      return trySend(ground, permits, { kind: body.kind, options, ...text });
    },
    async rules({ project, query }) {
      const rows = await database
        .selectFrom('alert_rules')
        .selectAll()
        .where('project_id', '=', project.id)
        .orderBy('name_key')
        .execute();
      const covering = query.job === undefined ? rows : await rulesCovering(ground, project.id, rows, query.job);
      const items = await viewRules(database, covering);
      if (rows.length > 0) return { items };
      return { items, offered: offeredRule((await channelsOf(ground, project.id)).map(({ name }) => name)) };
    },
    async createRule(call) {
      const { project, caller, body } = call;
      const row = await createRule(ground, { projectId: project.id, userId: caller.userId }, body);
      const after = await viewRule(row);
      call.note({ target: `alert rule ${row.name}`, after });
      return after;
    },
    rule: async ({ project, params }) => viewRule(await findRule(database, project.id, params.rule)),
    async changeRule(call) {
      const { project, params, body, caller, ifMatch: version } = call;
      const row = await findRule(database, project.id, params.rule);
      const before = await viewRule(row);
      const after = await viewRule(await changeRule(ground, row, { body, version, userId: caller.userId }));
      call.note({ target: `alert rule ${after.name}`, before, after });
      return after;
    },
    async deleteRule(call) {
      const row = await findRule(database, call.project.id, call.params.rule);
      const before = await viewRule(row);
      await database.deleteFrom('alert_rules').where('id', '=', row.id).execute();
      call.note({ target: `alert rule ${row.name}`, before });
    },
    deliveries: ({ project, query }) => listDeliveries(database, project.id, query),
    async retryDelivery(call) {
      const delivery = await retryDelivery(ground, call.project.id, call.params.delivery);
      call.note({ target: `alert delivery ${delivery.id}`, after: { state: delivery.state } });
      wake();
      return delivery;
    },
  });
}

async function channelsOf({ store }: Ground, projectId: string): Promise<readonly ChannelRow[]> {
  return store.database
    .selectFrom('alert_channels')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('name_key')
    .execute();
}

/** Checked by the kind, and allowed by the rules about hosts. */
async function usableOptions(kind: ChannelKind, sent: Parameter, permits: HostCheck): Promise<Parameter> {
  const options = checkedOptions(kind, sent);
  const { target } = channels[kind];
  const value = String(options[target]);
  const host = value.includes('://') ? new URL(value).hostname : value;
  try {
    await requireHost(host, permits);
  } catch (error) {
    throw asSluiceError(error).at({ path: `options.${target}` });
  }
  return options;
}

interface Sample {
  readonly kind: ChannelKind;
  readonly options: Parameter;
  readonly title: string;
  readonly text: string;
}

/** Sends a sample once and tells what happened; refusals of the other side are an answer too. */
async function trySend({ clock }: Ground, permits: HostCheck, { kind, options, title, text }: Sample) {
  const began = performance.now();
  const message = { id: newId(clock.now()), kind: 'test', title, text } as const;
  const outcome = await attempt(kind, options, message, { permits, now: clock.now() });
  const ms = Math.round(performance.now() - began);
  if (outcome.ok) return { ok: true, detail: outcome.answer, ms };
  const { problem, code, hint } = outcome;
  return { ok: false, detail: problem, code, ...(hint === undefined ? {} : { hint }), ms };
}

/** Of the rules of a project, those that tell about a job, whatever kind of instances they cover. */
async function rulesCovering(
  { store }: Ground,
  projectId: string,
  rows: readonly RuleRow[],
  name: string,
): Promise<readonly RuleRow[]> {
  const job = await store.database
    .selectFrom('jobs')
    .select(['id', 'folder'])
    .where('project_id', '=', projectId)
    .where('name_key', '=', name.toLowerCase())
    .executeTakeFirst();
  if (job === undefined) return [];
  return rows.filter((row) =>
    covers({ ...ruleOf(row), coversManualRuns: true }, { kind: 'manual', jobId: job.id, folder: job.folder }),
  );
}
