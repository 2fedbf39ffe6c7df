import { type Options, choice, count, group, map, secret, text } from '@sluice/core';
import { certificateFields, timeoutFields } from '../families/relational/server-fields.ts';

/** What it takes to reach a server of the PostgreSQL kind. */
export const connectionFields = {
  host: text({
    title: 'Host',
    role: 'address',
    help: 'Several hosts are tried in order: "db1,db2:5433". A folder such as /var/run/postgresql is a local socket.',
    example: 'db.internal',
  }),
  port: count({ title: 'Port', help: 'Used for hosts without a port of their own.' }).default(5432),
  database: text({ title: 'Database', help: 'The name of the user when it is not given.', example: 'shop' }).optional(),
  user: text({ title: 'User', aliases: ['username'] }),
  password: secret({ title: 'Password' }).optional(),
  currentSchema: text({
    title: 'Search path',
    help: 'Where tables and functions without a schema are looked for: "sales" or "sales,public".',
    isAdvanced: true,
  }).optional(),
  ssl: group(
    {
      mode: choice(['disable', 'prefer', 'require', 'verify-ca', 'verify-full'], {
        title: 'Mode',
        help: 'prefer encrypts when the server can; only verify-ca and verify-full make sure that it is the right server.',
      }).default('prefer'),
      ...certificateFields,
    },
    { title: 'TLS', isAdvanced: true },
  ).optional(),
  ...timeoutFields,
  applicationName: text({
    title: 'Application name',
    help: 'Shown in pg_stat_activity.',
    isAdvanced: true,
  }).default('sluice'),
  options: text({
    title: 'Server options',
    help: 'Settings for the session as on the command line of the server: "-c statement_timeout=0".',
    isAdvanced: true,
  }).optional(),
  properties: map({
    title: 'Properties',
    help: 'Properties as in a JDBC URL, for data sources that carry them.',
    isAdvanced: true,
  }).optional(),
} as const;

export type PostgresqlConnection = Options<typeof connectionFields>;
