import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { temporaryFolder } from '@sluice/testkit';

export interface TestDatabase {
  readonly path: string;
  /** Runs statements. */
  exec(sql: string): void;
  /** Rows of a query as arrays. */
  all(sql: string): readonly (readonly unknown[])[];
}

/** A database file of its own for one test. */
export function testDatabase(sql = ''): TestDatabase {
  const path = join(temporaryFolder(), 'test.db');
  const use = <T>(action: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(path, { enableForeignKeyConstraints: false });
    try {
      return action(database);
    } finally {
      database.close();
    }
  };
  const exec = (statements: string): void => use((database) => database.exec(statements));
  exec(sql);
  return {
    path,
    exec,
    all: (query) =>
      use((database) => {
        const statement = database.prepare(query);
        statement.setReturnArrays(true);
        return statement.all() as unknown as readonly (readonly unknown[])[];
      }),
  };
}
