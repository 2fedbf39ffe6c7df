import { queryOptions } from '@tanstack/react-query';
import type { FieldDescription } from '@sluice/core';
import { api, keys, type Item } from '../api.ts';

export type Channel = Item<'alerts', 'channels'>;
export type Rule = Item<'alerts', 'rules'>;
export type Delivery = Item<'alerts', 'deliveries'>;
export type ChannelBody = Parameters<typeof api.alerts.createChannel>[0]['body'];
export type RuleBody = Parameters<typeof api.alerts.createRule>[0]['body'];
export type Trigger = Rule['triggers'][number];

export interface ChannelKind {
  readonly kind: Channel['kind'];
  readonly title: string;
  readonly summary: string;
  readonly fields: readonly FieldDescription[];
}

export const alertQueries = {
  kinds: queryOptions({
    queryKey: keys.installation('alert-kinds'),
    queryFn: async () => (await api.alerts.kinds()).items as unknown as readonly ChannelKind[],
    staleTime: Infinity,
  }),
  channels: (project: string) =>
    queryOptions({
      queryKey: keys.of(project, 'alerts', 'channels'),
      queryFn: async () => (await api.alerts.channels({ params: { project } })).items,
    }),
  rules: (project: string) =>
    queryOptions({
      queryKey: keys.of(project, 'alerts', 'rules'),
      queryFn: () => api.alerts.rules({ params: { project } }),
    }),
  rulesOf: (project: string, job: string) =>
    queryOptions({
      queryKey: keys.of(project, 'alerts', 'rules', 'of', job),
      queryFn: () => api.alerts.rules({ params: { project }, query: { job } }),
    }),
};
