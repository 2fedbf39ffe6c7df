/** Parameters shared by all relational readers and writers, with the names that published jobs use. */
import {
  anything,
  choice,
  count,
  expression,
  flag,
  group,
  ignored,
  list,
  secret,
  shapeOf,
  statements,
  text,
} from '@sluice/core';
import type { Fields, Options } from '@sluice/core';

const name = text({ title: 'Name' });

function names(title: string, help: string) {
  return list(name, { title, help, isAdvanced: true });
}

/** Belongs to the connection: a data source may consist of it. */
export const jdbcUrl = list(name, {
  title: 'JDBC URL',
  role: 'url',
  help: 'Used instead of host, port and database. Of several, the first that answers is used.',
  example: 'jdbc:postgresql://db.internal:5432/shop',
  isAdvanced: true,
}).optional();

const account = {
  username: text({
    title: 'User name',
    help: 'The same as user, as published jobs write it.',
    isAdvanced: true,
  }).optional(),
};

const readerSource = {
  table: list(name, {
    title: 'Table',
    help: 'One table, several, or a numeric range such as orders_[0-99]. A missing table fails the run.',
    example: 'shop.orders',
    widget: 'table',
  }).optional(),
  querySql: statements({
    title: 'SQL query',
    help: 'Replaces table, columns, filter and split key. Each statement is read as one split.',
    isAdvanced: true,
  }).optional(),
};

/**
 * One entry of `connection`: a source of its own, with values of the connection beside its tables. Those are checked
 * when all places that may give them have been looked at.
 */
function sources<F extends Fields>(connection: Fields, fields: F, help: string) {
  const values = Object.entries(connection).map(([key, field]) => [
    key,
    anything(shapeOf(field).info ?? { title: key }),
  ]);
  const entry = group(
    {
      datasource: text({ title: 'Data source' }).optional(),
      jdbcUrl,
      ...account,
      password: secret({ title: 'Password' }).optional(),
      ...(Object.fromEntries(values) as Fields),
      ...fields,
    },
    { title: 'Source', help: 'Connection values of one source and its tables.' },
  );
  return list(entry, { title: 'Sources', help, isAdvanced: true }).optional();
}

/** `connection` of a reader, for the connection fields of one database. */
export function readerSources(connection: Fields) {
  return sources(connection, readerSource, 'Several sources that are read as one, each with its tables or queries.');
}

/** `connection` of a writer, for the connection fields of one database. */
export function writerSources(connection: Fields) {
  return sources(connection, targetTable, 'The target, as published jobs write it: one entry with one table.');
}

/** Keys of both sides. */
const shared = {
  ...account,
  schema: text({
    title: 'Schema',
    help: 'Schema of tables whose name carries none.',
    isAdvanced: true,
  }).optional(),
  session: statements({
    title: 'Session statements',
    help: 'Run on each session right after connecting.',
    isAdvanced: true,
  }).optional(),
  socketTimeout: count({
    title: 'Socket timeout',
    help: 'A session is given up when the server is silent for so long.',
    unit: 'ms',
    isAdvanced: true,
  }).optional(),
  encoding: ignored('Encoding', 'Sessions always speak Unicode; the server converts from and to its own encoding.'),
  addQuote: ignored('Quote names', 'Names are always quoted.'),
  driver: ignored('Driver class', 'There is no Java driver.'),
  driverVersion: ignored('Driver version', 'There is no Java driver.'),
  envType: ignored('Environment', 'The data source itself says which environment it is.'),
  dryRun: ignored('Dry run', '`sluice plan` shows what a run would do.'),
  guid: ignored('Guid', 'Written by an editor; nothing depends on it.'),
  selectedDatabase: ignored('Selected database', 'Written by an editor; the database comes from the data source.'),
};

/** Fields of a relational reader, without those of the connection. */
export const readerFields = {
  ...shared,
  ...readerSource,
  column: list(expression({ title: 'Column' }), {
    title: 'Columns',
    help: 'Column names, constants or SQL expressions, in the order of the target columns. "*" takes all columns as they are now.',
    example: ['id', 'amount', "'2024-01-01'"],
    widget: 'columns',
  }).optional(),
  excludeColumn: names('Excluded columns', 'Columns left out of "*".').optional(),
  where: text({
    title: 'Filter',
    help: 'The text after WHERE. All rows are read when it is blank.',
    example: "gmt_modified >= '${bizdate}'",
    widget: 'sql',
  }).optional(),
  splitPk: text({
    title: 'Split key',
    help: 'The column whose ranges are read in parallel. When it is blank, the primary key or a unique index is used.',
    example: 'id',
  }).optional(),
  splitFactor: count({
    title: 'Splits per channel',
    help: 'One table is read in channels × this number of splits, 5 when it is not given, and fewer when the table is small.',
    isAdvanced: true,
  }).optional(),
  autoPk: ignored('Automatic split key', 'A split key is always looked for when none is given.'),
  fetchSize: ignored('Fetch size', 'Rows are streamed; the memory limit decides how many are under way.'),
  preSql: ignored('Health check', 'Statements that check a replica before reading are not run.'),
  splitPkSql: ignored('Split statement', 'Boundaries are sampled from the key itself.'),
  splitMode: ignored('Split mode', 'Boundaries are always sampled where keys are uneven.'),
  samplePercentage: ignored('Sample share', 'The sample is sized by the number of splits.'),
  mandatoryEncoding: ignored('Forced encoding', 'Sessions always speak Unicode.'),
  hint: ignored('Optimizer hint', 'Use querySql for a statement with hints.'),
  singleOrMulti: ignored('Single or several', 'Written by an editor; the tables say it.'),
  useReadOnly: ignored('Read from a replica', 'Name a data source that points to the replica.'),
  canReadPrimary: ignored('Fall back to the primary', 'Name a data source that points to the replica.'),
  masterSlave: ignored('Role', 'Name a data source that points to the replica.'),
  checkSlave: ignored('Check replica lag', 'The lag of replicas is not checked.'),
  slaveDelayLimit: ignored('Allowed replica lag', 'The lag of replicas is not checked.'),
  useSpecialSecret: ignored('Own account per source', 'Each source always uses its own account.'),
} as const;

const nullModes = ['writeNull', 'skipNull'] as const;
const conflictModes = ['reject', 'ignore', 'replace'] as const;

const targetTable = {
  table: list(name, {
    title: 'Table',
    help: 'The target table. It must exist, unless a CREATE TABLE statement is given.',
    example: 'dw.orders',
    widget: 'table',
  }).optional(),
};

/** Fields of a relational writer, without those of the connection. */
export const writerFields = {
  ...shared,
  ...targetTable,
  column: list(name, {
    title: 'Columns',
    help: 'Target columns in the order of the source columns. "*" takes all columns in table order.',
    example: ['id', 'amount'],
    widget: 'columns',
  }).optional(),
  writeMode: text({
    title: 'Write mode',
    help: 'What happens to a row whose key is in the target already. Default: insert.',
    meanings: {
      insert: 'The row is rejected and becomes a dirty record.',
      update: 'The existing row gets the new values.',
      replace: 'The existing row is deleted, then the new one is inserted.',
      ignore: 'The existing row stays, the new one is skipped.',
    },
  }).optional(),
  conflictMode: choice(conflictModes, {
    title: 'Conflict mode',
    help: 'What happens to a row whose key exists, as jobs for the PostgreSQL family write it.',
    isAdvanced: true,
  }).optional(),
  uniqueIndexColumn: names(
    'Key columns',
    'Columns that decide whether a row exists. Default: the primary key, else a unique index.',
  ).optional(),
  updateColumn: list(name, {
    title: 'Columns to update',
    help: 'Columns changed when the row exists. Default: all but the key.',
    aliases: ['updateColumns'],
    isAdvanced: true,
  }).optional(),
  nullMode: choice(nullModes, {
    title: 'NULL handling',
    help: 'skipNull leaves a NULL out of the insert, so that the default of the column applies.',
    isAdvanced: true,
  }).optional(),
  skipNullColumn: names('Columns with skipped NULL', 'Columns to which skipNull applies. Default: all.').optional(),
  ddl: statements({
    title: 'Create table',
    help: 'Run first when the table does not exist. @table is replaced by the table name.',
    isAdvanced: true,
  }).optional(),
  preSql: statements({
    title: 'SQL before the load',
    help: 'Run once before any row is written, each statement on its own. @table is replaced by the table name.',
  }).optional(),
  postSql: statements({
    title: 'SQL after the load',
    help: 'Run once after all rows are committed. @table is replaced by the table name.',
  }).optional(),
  batchSize: count({
    title: 'Rows per batch',
    help: 'Rows sent to the server at once.',
    unit: 'rows',
    isAdvanced: true,
  }).optional(),
  batchByteSize: count({
    title: 'Bytes per batch',
    help: 'A batch is sent when it holds so many bytes, even with fewer rows.',
    unit: 'bytes',
    isAdvanced: true,
  }).optional(),
  emptyAsNull: flag({
    title: 'Empty text is NULL',
    help: 'An empty text for a column that is not text becomes NULL instead of a dirty record.',
    isAdvanced: true,
  }).optional(),
  dbRule: ignored('Database rule', 'A target is one table of one database.'),
  dbNamePattern: ignored('Database pattern', 'A target is one table of one database.'),
  tableRule: ignored('Table rule', 'A target is one table of one database.'),
  tableNamePattern: ignored('Table pattern', 'A target is one table of one database.'),
} as const;

export type ReaderOptions = Options<typeof readerFields>;
export type WriterOptions = Options<typeof writerFields>;
