import { relationalConnector } from '../families/relational/connector.ts';
import { connectionFields } from './connection.ts';
import { serverUrls } from '../families/relational/urls.ts';

export default relationalConnector({
  name: 'mysql',
  title: 'MySQL',
  summary: 'Tables of MySQL and of databases that speak its protocol, read and loaded over a link of our own.',
  connection: connectionFields,
  driver: async () => (await import('./driver.ts')).driver,
  urls: serverUrls(['mysql']),
  provenOn: [
    'MariaDB 10.11',
    'Dolt 1.83, which speaks as MySQL 8 does: caching_sha2_password over TLS, the JSON type, information schema, LOAD DATA LOCAL, INSERT in all modes',
    'MySQL 8 itself was not at hand; caching_sha2_password without TLS was proven on a scripted server',
  ],
  notes: [
    'MariaDB is loaded by bulk execute, MySQL by LOAD DATA LOCAL from memory where local_infile is on, else by INSERT of many rows. Each task attempt is one transaction; rows of tables without transactions (MyISAM, Aria) are written one by one and stay when an attempt fails.',
    'Sessions run in UTC and in strict mode. A value that the server would round or cut silently is a dirty record, fractions of a second in a DATETIME without digits included.',
    'BIT(1) is read as a boolean, longer BIT as an unsigned integer, tinyint(1) and YEAR as integers, geometry as the bytes the server keeps.',
    'Splits read one snapshot when the user may LOCK TABLES or FLUSH TABLES; writers wait for that moment. Otherwise each session has a snapshot of its own, and the plan says so.',
    'Dates without month or day are dirty records; zeroDates "null" (in URLs zeroDateTimeBehavior=convertToNull) makes them NULL.',
  ],
});
