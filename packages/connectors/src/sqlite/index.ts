import { choice, count, text } from '@sluice/core';
import type { JsonValue } from '@sluice/core';
import { relationalConnector } from '../families/relational/connector.ts';

export const connection = {
  path: text({
    title: 'Database file',
    role: 'localPath',
    help: 'A writer creates the file when it does not exist.',
    example: 'data/shop.db',
    widget: 'file',
  }),
  busyTimeoutMs: count({
    title: 'Wait for locks',
    help: 'How long to wait while another program writes to the file.',
    unit: 'ms',
    isAdvanced: true,
  }).default(30_000),
  integerDates: choice(['seconds', 'milliseconds'], {
    title: 'Integers as dates',
    help: 'What an integer in a date or timestamp column counts, since 1970. Fractional numbers are Julian days.',
    isAdvanced: true,
  }).default('seconds'),
};

export default relationalConnector({
  name: 'sqlite',
  title: 'SQLite',
  summary: 'Database files of SQLite 3, read and written without any server.',
  connection,
  driver: async () => (await import('./driver.ts')).driver,
  urls: { schemes: ['sqlite'], toParameter },
  provenOn: ['SQLite 3.53, as built into Node 24'],
  capabilities: { reader: { canDistribute: true, isBlocking: true }, writer: { canWriteInParallel: false } },
  notes: [
    'SQLite stores any value in any column. A value that does not fit the declared type of its column is a dirty record.',
    'A text that SQLite would turn into a different number on its way into a column without text affinity is a dirty record: "007" in a column declared UUID, 20 digits in a DECIMAL. Declare such columns TEXT or DECIMAL_TEXT(p,s). Minus zero becomes zero.',
    'Tables without a key are split by row id. One task writes at a time, in one transaction per task.',
    'The writer switches the file to write-ahead logging (WAL), so that it can be read meanwhile.',
  ],
});

/** `sqlite:data/shop.db?table=orders` */
function toParameter(url: URL): Record<string, JsonValue> {
  const table = url.searchParams.get('table') ?? decodeURIComponent(url.hash.slice(1));
  return { path: decodeURIComponent(url.pathname), ...(table === '' ? {} : { table: [table] }) };
}
