import type { Subject } from '../columns.ts';
import { createInstanceIndices } from './instance-indices.ts';

export const instances: Subject = {
  tables: ['job_generations', 'backfills', 'instances', 'instance_parents', 'instance_events'],
  async up(schema) {
    await schema
      .createTable('job_generations')
      .addColumn('job_id', 'text', (column) => column.primaryKey().references('jobs.id').onDelete('cascade'))
      .addColumn('deployed_at', 'bigint', (column) => column.notNull())
      .addColumn('last_run_date', 'text')
      .execute();
    await schema
      .createTable('backfills')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('request', 'text', (column) => column.notNull())
      .addColumn('total', 'integer', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text')
      .addColumn('finished_at', 'bigint')
      .execute();
    await schema.createIndex('backfills_by_project').on('backfills').columns(['project_id', 'id']).execute();
    await schema
      .createTable('instances')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('job_name', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('cycle_time', 'text', (column) => column.notNull())
      .addColumn('planned_at', 'bigint', (column) => column.notNull())
      .addColumn('business_date', 'text', (column) => column.notNull())
      .addColumn('time_zone', 'text', (column) => column.notNull())
      .addColumn('cycle', 'text', (column) => column.notNull())
      .addColumn('is_dry_run', 'integer', (column) => column.notNull())
      .addColumn('is_expired', 'integer', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('is_frozen', 'integer', (column) => column.notNull())
      .addColumn('ignores_parents', 'integer', (column) => column.notNull())
      .addColumn('ignores_time', 'integer', (column) => column.notNull())
      .addColumn('attempt', 'integer', (column) => column.notNull())
      .addColumn('retry_at', 'bigint')
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('policy', 'text', (column) => column.notNull())
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('shown_parameters', 'text', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('group_name', 'text', (column) => column.notNull())
      .addColumn('owner_id', 'text')
      .addColumn('run_id', 'text')
      .addColumn('backfill_id', 'text')
      .addColumn('after_date', 'text')
      .addColumn('made_at', 'bigint', (column) => column.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .addColumn('rows_read', 'bigint')
      .addColumn('rows_written', 'bigint')
      .addColumn('rows_dirty', 'bigint')
      .addColumn('error', 'text')
      .addColumn('version', 'integer', (column) => column.notNull())
      .execute();
    await createInstanceIndices(schema);
    await schema
      .createTable('instance_parents')
      .addColumn('child_id', 'text', (column) => column.notNull().references('instances.id').onDelete('cascade'))
      .addColumn('parent_key', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('is_required', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('instance_parents_key', ['child_id', 'parent_key', 'kind'])
      .execute();
    await schema.createIndex('instance_parents_by_parent').on('instance_parents').column('parent_key').execute();
    await schema
      .createTable('instance_events')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('instance_id', 'text', (column) => column.notNull().references('instances.id').onDelete('cascade'))
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('user_name', 'text')
      .addColumn('text', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('instance_events_by_instance')
      .on('instance_events')
      .columns(['instance_id', 'id'])
      .execute();
  },
};
