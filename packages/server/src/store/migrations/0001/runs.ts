import type { Subject } from '../columns.ts';

export const runs: Subject = {
  tables: ['runs'],
  async up(schema) {
    await schema
      .createTable('runs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('job_id', 'text')
      .addColumn('job_name', 'text', (column) => column.notNull())
      .addColumn('job_version', 'integer')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('group_id', 'text', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('environment', 'text', (column) => column.notNull())
      .addColumn('script', 'text', (column) => column.notNull())
      .addColumn('variables', 'text', (column) => column.notNull())
      .addColumn('shown_variables', 'text', (column) => column.notNull())
      .addColumn('bizdate', 'text')
      .addColumn('cyctime', 'text')
      .addColumn('started_by', 'text')
      .addColumn('queued_at', 'bigint', (column) => column.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .addColumn('server_id', 'text')
      .addColumn('lease_until', 'bigint')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('engine_run', 'text')
      .addColumn('stop', 'text')
      .addColumn('progress', 'text')
      .addColumn('rows_read', 'bigint')
      .addColumn('rows_written', 'bigint')
      .addColumn('rows_dirty', 'bigint')
      .addColumn('bytes', 'bigint')
      .addColumn('error', 'text')
      .addColumn('previous_id', 'text')
      .addColumn('replay', 'text')
      .execute();
    await schema.createIndex('runs_by_project').on('runs').columns(['project_id', 'id']).execute();
    await schema.createIndex('runs_by_job').on('runs').columns(['job_id', 'id']).execute();
    // The queue: few rows have these states, so the order of service is sorted then.
    await schema.createIndex('runs_by_state').on('runs').columns(['state', 'group_id', 'id']).execute();
  },
};
