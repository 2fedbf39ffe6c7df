import type { Subject } from '../columns.ts';

export const jobs: Subject = {
  tables: ['jobs', 'job_versions', 'job_data_sources'],
  async up(schema) {
    await schema
      .createTable('jobs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('script', 'text', (column) => column.notNull())
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('facts', 'text', (column) => column.notNull())
      .addColumn('folder', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('owner_id', 'text')
      .addColumn('tags', 'text', (column) => column.notNull())
      .addColumn('group_name', 'text', (column) => column.notNull())
      .addColumn('priority', 'integer', (column) => column.notNull())
      .addColumn('submitted_version', 'integer')
      .addColumn('deployed_version', 'integer')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_by', 'text')
      .addColumn('version', 'integer', (column) => column.notNull())
      .addUniqueConstraint('jobs_name', ['project_id', 'name_key'])
      .execute();
    await schema
      .createTable('job_versions')
      .addColumn('job_id', 'text', (column) => column.notNull().references('jobs.id').onDelete('cascade'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('script', 'text', (column) => column.notNull())
      .addColumn('parameters', 'text', (column) => column.notNull())
      .addColumn('comment', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('created_by', 'text')
      .addPrimaryKeyConstraint('job_versions_key', ['job_id', 'number'])
      .execute();
    await schema
      .createTable('job_data_sources')
      .addColumn('job_id', 'text', (column) => column.notNull().references('jobs.id').onDelete('cascade'))
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('source_key', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('job_data_sources_key', ['job_id', 'source_key'])
      .execute();
    await schema
      .createIndex('job_data_sources_by_source')
      .on('job_data_sources')
      .columns(['project_id', 'source_key'])
      .execute();
  },
};
