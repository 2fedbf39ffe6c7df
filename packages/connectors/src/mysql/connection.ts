import { type Options, choice, count, flag, group, map, secret, text } from '@sluice/core';
import { certificateFields, timeoutFields } from '../families/relational/server-fields.ts';

/** What it takes to reach a server of the MySQL kind. */
export const connectionFields = {
  host: text({
    title: 'Host',
    role: 'address',
    help: 'Several hosts are tried in order: "db1,db2:3307". A path such as /run/mysqld/mysqld.sock is a local socket.',
    example: 'db.internal',
  }),
  port: count({ title: 'Port', help: 'Used for hosts without a port of their own.' }).default(3306),
  database: text({
    title: 'Database',
    help: 'Where tables without a database of their own are looked for.',
    example: 'shop',
  }).optional(),
  user: text({ title: 'User', aliases: ['username'] }),
  password: secret({ title: 'Password' }).optional(),
  ssl: group(
    {
      mode: choice(['disabled', 'preferred', 'required', 'verify_ca', 'verify_identity'], {
        title: 'Mode',
        help: 'preferred encrypts when the server can; only verify_ca and verify_identity make sure that it is the right server.',
      }).default('preferred'),
      ...certificateFields,
    },
    { title: 'TLS', isAdvanced: true },
  ).optional(),
  ...timeoutFields,
  zeroDates: choice(['reject', 'null'], {
    title: 'Zero dates',
    help: 'What dates without month or day (0000-00-00) become: a dirty record, or NULL.',
    isAdvanced: true,
  }).default('reject'),
  canFetchPublicKey: flag({
    title: 'Fetch public key',
    help: 'Without TLS, caching_sha2_password encrypts the password with a key of the server; this asks the server for it.',
    isAdvanced: true,
  }).default(true),
  properties: map({
    title: 'Properties',
    help: 'Properties as in a JDBC URL, for data sources that carry them.',
    isAdvanced: true,
  }).optional(),
} as const;

export type MysqlConnection = Options<typeof connectionFields>;
