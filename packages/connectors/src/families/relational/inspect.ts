/** What a load would do to its target, in sentences, without any effect. */
import type { ColumnSpec, Schema, TargetPlan } from '@sluice/core';
import { planConversion, sameType, typeName } from '@sluice/core';
import { quoteTable } from './identifiers.ts';
import type { Dialect } from './session.ts';
import { isDestructive } from './statements.ts';
import type { Target } from './target.ts';

export interface Effects {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The plan for a table that exists. */
export function describeLoad(dialect: Dialect, target: Target, source: Schema, effects: Effects): TargetPlan {
  const name = quoteTable(dialect.quote, target.table);
  const statements = [...effects.before, ...effects.after];
  const destructive = statements.filter(isDestructive);
  const actions = [
    ...effects.before.map((sql) => `Before the load runs: ${sql}`),
    `${modeSentences[target.mode](name)}${keySentence(target)}`,
    ...effects.after.map((sql) => `After the load runs: ${sql}`),
    ...destructive.map((sql) => `Deletes or changes existing data: ${sql}`),
  ];
  return {
    wanted: target.schema,
    actions,
    warnings: target.schema.columns.flatMap((column, index) =>
      differences(source.columns[index] as ColumnSpec, column),
    ),
    isDestructive: destructive.length > 0 || target.mode === 'update' || target.mode === 'replace',
  };
}

const modeSentences: Readonly<Record<Target['mode'], (table: string) => string>> = {
  insert: (table) => `Inserts into ${table}; a row whose key exists becomes a dirty record`,
  update: (table) => `Inserts into ${table}; a row whose key exists is updated`,
  replace: (table) => `Inserts into ${table}; a row whose key exists is deleted first`,
  ignore: (table) => `Inserts into ${table}; a row whose key exists is skipped`,
};

function keySentence(target: Target): string {
  if (target.keyColumns.length === 0) return '.';
  const changed = target.mode === 'update' ? `, changing ${target.updateColumns.join(', ') || 'nothing'}` : '';
  return ` (key ${target.keyColumns.join(', ')}${changed}).`;
}

/** Differences by which rows may be refused. */
function differences(source: ColumnSpec, target: ColumnSpec): readonly string[] {
  const sentences: string[] = [];
  const name = source.name === target.name ? `"${target.name}"` : `"${source.name}" → "${target.name}"`;
  if (!sameType(source.type, target.type) && isNarrower(source, target)) {
    sentences.push(
      `${name}: ${typeName(source.type)} goes into ${target.nativeType ?? typeName(target.type)}; values that do not fit become dirty records.`,
    );
  }
  if (source.isNullable && !target.isNullable)
    sentences.push(`${name}: NULL is not allowed in the target and becomes a dirty record.`);
  return sentences;
}

/** Some values of the source have no place in the target. */
function isNarrower({ type: source }: ColumnSpec, { type: target }: ColumnSpec): boolean {
  if (target.kind !== 'utf8') return planConversion(source, target).verdict === 'checked';
  if (target.maxLength === undefined) return false;
  return source.kind !== 'utf8' || source.maxLength === undefined || source.maxLength > target.maxLength;
}
