/** pgloader, a loader of the same trade, as commands over the same tables. Debian has it (`apt install pgloader`). */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchTable } from './generate.ts';
import type { End, Stage } from './routes.ts';

/** The command that moves a table into PostgreSQL; undefined where pgloader cannot or is not there. */
export function pgloader(source: End, stage: Stage, table: BenchTable): string | undefined {
  const load = loads[source]?.(stage, table);
  if (load === undefined || spawnSync('pgloader', ['--version']).status !== 0) return undefined;
  const file = join(stage.output, '..', `pgloader-${source}-${table.name}.load`);
  writeFileSync(file, load);
  return `pgloader --quiet '${file}'`;
}

const loads: Partial<Record<End, (stage: Stage, table: BenchTable) => string>> = {
  csv: ({ csv, postgresql }, table) => {
    const columns = table.columns.join(', ');
    return `load csv from '${csv[table.name]}' (${columns}) into ${postgresql.url}
      target table ${table.name}_copy (${columns})
      with fields terminated by ',', fields optionally enclosed by '"';\n`;
  },
  mariadb: ({ mariadb, postgresql }, table) =>
    `load database from ${mariadb.url} into ${postgresql.url}
      with data only, no truncate
      including only table names matching '${table.name}'
      alter table names matching '${table.name}' rename to '${table.name}_copy'
      alter schema '${mariadb.database}' rename to 'public';\n`,
};
