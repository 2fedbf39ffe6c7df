/** What the information schema tells about tables. */
import type { ColumnSpec, TableEntry } from '@sluice/core';
import type { RelationalTable, TableName } from '../families/relational/session.ts';
import { errors } from './errors.ts';
import { typeOfCatalog } from './types.ts';
import type { Client } from './wire/client.ts';

type Row = readonly (string | null)[];

/** A text literal that every sql_mode reads the same way. */
export function literal(client: Client, text: string): string {
  const quoted = text.replaceAll("'", "''");
  return `'${client.hasPlainBackslash ? quoted : quoted.replaceAll('\\', '\\\\')}'`;
}

function schemaOf(client: Client, schema: string | undefined): string {
  return schema === undefined ? 'DATABASE()' : literal(client, schema);
}

/** Condition for the rows of one table in a view of the information schema. */
function isTable(client: Client, table: TableName, prefix = 'TABLE'): string {
  return `${prefix}_SCHEMA = ${schemaOf(client, table.schema)} AND TABLE_NAME = ${literal(client, table.name)}`;
}

const tableFacts = 'TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, TABLE_ROWS, DATA_LENGTH, TABLE_SCHEMA = DATABASE()';

export async function listTables(
  client: Client,
  filter: { readonly schema?: string; readonly pattern?: string; readonly limit: number },
): Promise<readonly TableEntry[]> {
  const conditions = [
    filter.schema === undefined
      ? "TABLE_SCHEMA NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
      : `TABLE_SCHEMA = ${literal(client, filter.schema)}`,
    ...(filter.pattern === undefined ? [] : [matches(client, filter.pattern)]),
  ];
  const { rows } = await client.query(
    `SELECT ${tableFacts} FROM information_schema.TABLES WHERE ${conditions.join(' AND ')} ` +
      `ORDER BY TABLE_SCHEMA = DATABASE() DESC, TABLE_SCHEMA, TABLE_NAME LIMIT ${Math.trunc(filter.limit)}`,
  );
  return rows.map(tableEntry);
}

/** `*` stands for any text; the pattern is one of the name, or of database and name. */
function matches(client: Client, pattern: string): string {
  const like = pattern.replaceAll(/[!%_]/g, (letter) => `!${letter}`).replaceAll('*', '%');
  return `CONCAT_WS('.', ${pattern.includes('.') ? 'TABLE_SCHEMA, ' : ''}TABLE_NAME) LIKE ${literal(client, like)} ESCAPE '!'`;
}

function tableEntry(row: Row): TableEntry {
  const [schema, name, type, estimatedRows, bytes, isCurrent] = row as readonly [string, string, ...Row];
  return {
    name: isCurrent === '1' ? name : `${schema}.${name}`,
    kind: type?.includes('VIEW') === true ? 'view' : 'table',
    ...(estimatedRows == null ? {} : { estimatedRows: Number(estimatedRows) }),
    ...(bytes == null ? {} : { estimatedBytes: Number(bytes) }),
  };
}

export async function describeTable(client: Client, table: TableName): Promise<RelationalTable> {
  const name = table.schema === undefined ? table.name : `${table.schema}.${table.name}`;
  const found = await client.query(
    `SELECT ${tableFacts} FROM information_schema.TABLES WHERE ${isTable(client, table)}`,
  );
  const entry = found.rows[0];
  if (entry === undefined) throw errors.tableNotFound({ table: name });
  const { rows } = await client.query(
    'SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, CHARACTER_MAXIMUM_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, ' +
      `COLUMN_DEFAULT, EXTRA FROM information_schema.COLUMNS WHERE ${isTable(client, table)} ORDER BY ORDINAL_POSITION`,
  );
  const jsonColumns = await findJsonColumns(client, table);
  const keys = await findKeys(client, table);
  return {
    ...tableEntry(entry),
    name,
    schema: { columns: rows.map((row) => columnSpec(row, jsonColumns)) },
    primaryKey: keys.get('PRIMARY') ?? [],
    uniqueKeys: [...keys].filter(([key]) => key !== 'PRIMARY').map(([, columns]) => columns),
    columnsWithDefault: rows.filter(hasDefault).map((row) => row[0] as string),
    generatedColumns: rows.filter(isGenerated).map((row) => row[0] as string),
  };
}

function columnSpec(row: Row, jsonColumns: ReadonlySet<string>): ColumnSpec {
  const [name, dataType, columnType, nullable, maxLength, precision, scale] = row as readonly [
    string,
    string,
    string,
    ...Row,
  ];
  const type = typeOfCatalog({
    dataType: dataType.toLowerCase(),
    columnType: columnType.toLowerCase(),
    maxLength: toNumber(maxLength),
    precision: toNumber(precision),
    scale: toNumber(scale),
    isJson: jsonColumns.has(name),
  });
  return { name, type, isNullable: nullable === 'YES', nativeType: jsonColumns.has(name) ? 'json' : columnType };
}

function toNumber(text: string | null | undefined): number | undefined {
  return text == null ? undefined : Number(text);
}

function hasDefault(row: Row): boolean {
  const [defaultValue, extra] = [row[7], row[8]?.toLowerCase() ?? ''];
  return (
    (defaultValue != null && defaultValue !== 'NULL') ||
    extra.includes('auto_increment') ||
    extra.includes('default_generated')
  );
}

function isGenerated(row: Row): boolean {
  return /\b(?:virtual|stored|persistent)\b/i.test(row[8] ?? '');
}

/** Unique keys by name: those that hold whole columns only. */
async function findKeys(client: Client, table: TableName): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await client.query(
    'SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS ' +
      `WHERE ${isTable(client, table)} AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX`,
  );
  const keys = new Map<string, string[]>();
  const partial = new Set<string>();
  for (const [key, column, prefix] of rows) {
    if (key == null) continue;
    if (column == null || prefix != null) partial.add(key);
    else keys.set(key, [...(keys.get(key) ?? []), column]);
  }
  for (const key of partial) keys.delete(key);
  return keys;
}

/** MariaDB's JSON is text with a check that the text is JSON. */
async function findJsonColumns(client: Client, table: TableName): Promise<ReadonlySet<string>> {
  if (!client.agreement.isMariaDb) return new Set();
  const { rows } = await client.query(
    'SELECT CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS ' +
      `WHERE ${isTable(client, table, 'CONSTRAINT')} AND CHECK_CLAUSE LIKE 'json_valid(%'`,
  );
  return new Set(rows.filter(([name, clause]) => clause === `json_valid(\`${name}\`)`).map(([name]) => name as string));
}

/** The engine of a table when it knows no transactions (MyISAM, Aria); undefined otherwise, also for views. */
export async function engineWithoutTransactions(client: Client, table: TableName): Promise<string | undefined> {
  const { rows } = await client.query(
    'SELECT t.ENGINE FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE ' +
      `WHERE t.${isTable(client, table).replace('AND ', 'AND t.')} AND e.TRANSACTIONS = 'NO'`,
  );
  return rows[0]?.[0] ?? undefined;
}

/** True for a table that surely has no trigger on insert: triggers are shown only to those who may make them. */
export async function isWithoutTriggers(client: Client, { schema, name }: TableName): Promise<boolean> {
  const [inSchema, table] = [schemaOf(client, schema), literal(client, name)];
  const scopes = { USER: 'TRUE', SCHEMA: `${inSchema} LIKE TABLE_SCHEMA`, TABLE: isTable(client, { schema, name }) };
  const grants = Object.entries(scopes).map(
    ([view, scope]) =>
      `SELECT 1 FROM information_schema.${view}_PRIVILEGES WHERE PRIVILEGE_TYPE = 'TRIGGER' AND GRANTEE = @sluice_me AND ${scope}`,
  );
  await client.query(
    "SET @sluice_me = CONCAT('''', SUBSTRING_INDEX(CURRENT_USER(), '@', 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')",
  );
  const { rows } = await client.query(
    `SELECT 1 FROM information_schema.TABLES WHERE ${isTable(client, { schema, name })} AND TABLE_TYPE = 'BASE TABLE' ` +
      `AND EXISTS (${grants.join(' UNION ALL ')}) AND NOT EXISTS (SELECT 1 FROM information_schema.TRIGGERS ` +
      `WHERE EVENT_OBJECT_SCHEMA = ${inSchema} AND EVENT_OBJECT_TABLE = ${table} AND EVENT_MANIPULATION = 'INSERT')`,
  );
  return rows.length > 0;
}

/** The column that numbers rows by itself, when the table has one. */
export async function autoIncrementColumn(client: Client, table: TableName): Promise<string | undefined> {
  const { rows } = await client.query(
    `SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE ${isTable(client, table)} AND EXTRA LIKE '%auto_increment%'`,
  );
  return rows[0]?.[0] ?? undefined;
}
