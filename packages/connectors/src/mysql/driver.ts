import type { ConnectRequest, RelationalDriver } from '../families/relational/driver.ts';
import { openClient } from './connect.ts';
import type { MysqlConnection, connectionFields } from './connection.ts';
import { dialect } from './dialect.ts';
import { parseJdbcUrl, urlPrefixes } from './jdbc-url.ts';
import { missingPrivileges } from './privileges.ts';
import { MysqlSession } from './session.ts';
import { openSnapshot } from './snapshot.ts';

/** MySQL, MariaDB and what speaks their protocol: facts differ by what the server announces, not by its name. */
export const driver: RelationalDriver<typeof connectionFields> = {
  dialect,
  // A statement has a price of its own; with two packets in a batch one is encoded while the other is executed.
  batch: { rows: 32_768, bytes: 2 * 1024 * 1024 },
  jdbcPrefixes: urlPrefixes,
  parseJdbcUrl,
  async connect(connection: MysqlConnection, request: ConnectRequest) {
    const connected = await openClient(connection, request);
    return new MysqlSession(connected, { zeroDates: connection.zeroDates, context: request.context });
  },
  openSnapshot,
  missingPrivileges,
};
