import { constants, type DatabaseSync } from 'node:sqlite';
import type { Access } from '@sluice/core';

/** Statements of a job may open other files only within the limits: ATTACH, VACUUM INTO. */
export function limitFiles(database: DatabaseSync, access: Access): void {
  database.setAuthorizer((action, file) => {
    if (action === constants.SQLITE_ATTACH && file !== '' && file !== ':memory:') access.file(file ?? 'file:');
    return constants.SQLITE_OK;
  });
}
