import { relationalConnector } from '../families/relational/connector.ts';
import { connectionFields } from '../mysql/connection.ts';
import { serverUrls } from '../families/relational/urls.ts';

export default relationalConnector({
  name: 'mariadb',
  title: 'MariaDB',
  summary: 'Tables of MariaDB, read in its binary protocol and loaded by bulk execute.',
  connection: connectionFields,
  driver: async () => (await import('../mysql/driver.ts')).driver,
  urls: serverUrls(['mariadb']),
  provenOn: ['MariaDB 10.11'],
});
