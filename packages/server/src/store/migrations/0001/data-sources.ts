import type { Subject } from '../columns.ts';

export const dataSources: Subject = {
  tables: ['data_sources', 'data_source_tests', 'resource_groups', 'agents'],
  async up(schema) {
    await schema
      .createTable('data_sources')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('project_id', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull())
      .addColumn('environment', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('connection', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('changed_at', 'bigint', (column) => column.notNull())
      .addColumn('changed_by', 'text')
      .addUniqueConstraint('data_sources_name', ['project_id', 'name_key', 'environment'])
      .execute();
    await schema
      .createTable('data_source_tests')
      .addColumn('source_id', 'text', (column) => column.notNull().references('data_sources.id').onDelete('cascade'))
      .addColumn('group_name', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('is_ok', 'integer', (column) => column.notNull())
      .addColumn('checks', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('data_source_tests_key', ['source_id', 'group_name'])
      .execute();
    await schema
      .createTable('resource_groups')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('name_key', 'text', (column) => column.notNull().unique())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('slots', 'integer', (column) => column.notNull())
      .addColumn('memory_mb', 'integer', (column) => column.notNull())
      .addColumn('mbps', 'double precision', (column) => column.notNull())
      .addColumn('is_draining', 'integer', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .execute();
    await schema
      .createTable('agents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('group_id', 'text', (column) => column.notNull().references('resource_groups.id').onDelete('cascade'))
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('agent_version', 'text', (column) => column.notNull())
      .addColumn('slots', 'integer', (column) => column.notNull())
      .addColumn('used_slots', 'integer', (column) => column.notNull())
      .addColumn('is_draining', 'integer', (column) => column.notNull())
      .addColumn('last_heartbeat_at', 'bigint', (column) => column.notNull())
      .execute();
  },
};
