import type { Subject } from '../columns.ts';

export const alerts: Subject = {
  tables: ['alert_channels', 'alert_rules', 'alert_rule_channels', 'alerts', 'alert_deliveries', 'alert_marks'],
  async up(schema) {
    await schema
      .createTable('alert_channels')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('options', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_by', 'text')
      .addUniqueConstraint('alert_channels_name', ['project_id', 'name_key'])
      .execute();
    await schema
      .createTable('alert_rules')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('is_enabled', 'integer', (column) => column.notNull())
      .addColumn('folder', 'text')
      .addColumn('job_id', 'text')
      .addColumn('triggers', 'text', (column) => column.notNull())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_by', 'text')
      .addUniqueConstraint('alert_rules_name', ['project_id', 'name_key'])
      .execute();
    await schema
      .createTable('alert_rule_channels')
      .addColumn('rule_id', 'text', (column) => column.notNull().references('alert_rules.id').onDelete('cascade'))
      .addColumn('channel_id', 'text', (column) => column.notNull().references('alert_channels.id'))
      .addPrimaryKeyConstraint('alert_rule_channels_key', ['rule_id', 'channel_id'])
      .execute();
    await schema.createIndex('alert_rule_channels_by_channel').on('alert_rule_channels').column('channel_id').execute();
    await schema
      .createTable('alerts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('rule_id', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('release_at', 'bigint')
      .execute();
    await schema.createIndex('alerts_by_rule').on('alerts').columns(['rule_id', 'at']).execute();
    await schema
      .createTable('alert_deliveries')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('rule_id', 'text', (column) => column.notNull())
      .addColumn('rule_name', 'text', (column) => column.notNull())
      .addColumn('trigger_kind', 'text')
      .addColumn('job_name', 'text')
      .addColumn('subject_id', 'text')
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('channel_name', 'text', (column) => column.notNull())
      .addColumn('channel_kind', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .addColumn('summary_id', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('next_at', 'bigint')
      .addColumn('sent_at', 'bigint')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('server_id', 'text')
      .addColumn('lease_until', 'bigint')
      .addColumn('last_error', 'text')
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('facts', 'text')
      .execute();
    const index = (
      name: string,
      columns: ('project_id' | 'id' | 'state' | 'next_at' | 'channel_id' | 'subject_id')[],
    ) => schema.createIndex(name).on('alert_deliveries').columns(columns).execute();
    await index('alert_deliveries_by_project', ['project_id', 'id']);
    // The outbox itself: `next_at` is set only while something is to be done.
    await index('alert_deliveries_by_next', ['next_at']);
    await index('alert_deliveries_by_channel', ['channel_id', 'id']);
    await index('alert_deliveries_by_subject', ['subject_id']);
    await schema
      .createTable('alert_marks')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute();
    // What has ended since the last look.
    await schema.createIndex('instances_by_end').on('instances').columns(['finished_at', 'id']).execute();
  },
};
