import { SluiceError, defineErrors } from '@sluice/core';

export const errors = defineErrors('sqlite', {
  fileNotFound: {
    message: ({ path }: { path: string }) => `The database file "${path}" does not exist.`,
    hint: () => 'Check the path. It is relative to the folder in which the job runs.',
  },
  folderNotFound: {
    message: ({ path }: { path: string }) => `The folder of the database file "${path}" does not exist.`,
    hint: () => 'Create the folder, or correct the path.',
  },
  memoryRefused: {
    message: () => 'A database in memory cannot be used in a job.',
    hint: () => 'Each session would see a database of its own. Give the path of a file.',
  },
  openFailed: {
    message: ({ path, reason }: { path: string; reason: string }) =>
      `The database file "${path}" cannot be opened: ${reason}.`,
    hint: () =>
      'Check that it is a SQLite database and that the user may read it, and its folder when it is in WAL mode.',
    kind: 'environment',
  },
  tableNotFound: {
    message: ({ table }: { table: string }) => `Table "${table}" does not exist.`,
    hint: () => 'List the tables with `sluice data-sources tables`.',
  },
  statementFailed: {
    message: ({ reason }: { reason: string }) => `The database refused a statement: ${reason}.`,
    hint: () => 'Check the SQL of the job against the tables of the database.',
  },
  readOnly: {
    message: ({ reason }: { reason: string }) => `The database cannot be written: ${reason}.`,
    hint: () => 'The file and its folder must be writable for the user that runs the job.',
    kind: 'environment',
  },
  busy: {
    message: ({ path }: { path: string }) => `The database file "${path}" is locked by another writer.`,
    hint: () => 'Wait for the other program, or raise busyTimeoutMs of the data source.',
    kind: 'environment',
    retryable: true,
  },
  storageFailed: {
    message: ({ reason }: { reason: string }) => `The database file cannot be read or written: ${reason}.`,
    hint: () => 'Check free space and health of the disk.',
    kind: 'environment',
  },
  transactionLost: {
    message: ({ reason }: { reason: string }) =>
      `The database undid the whole transaction because of one row: ${reason}.`,
    hint: () => 'A trigger with RAISE(ROLLBACK) does that. Let it use RAISE(ABORT), so that only the row is refused.',
    kind: 'data',
  },
  keyNotText: {
    message: ({ type }: { type: string }) => `A key holds ${type} values.`,
    hint: () => 'Give another split key.',
    kind: 'data',
  },
});

/** What node:sqlite throws for a result code of SQLite. */
export interface SqliteFailure extends Error {
  /** Extended result code; the lowest byte is the primary one. */
  readonly errcode: number;
}

export function isSqliteFailure(error: unknown): error is SqliteFailure {
  return error instanceof Error && typeof (error as { errcode?: unknown }).errcode === 'number';
}

/** Primary result codes, see https://www.sqlite.org/rescode.html */
export const resultCodes = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  mismatch: 20,
  notADatabase: 26,
} as const;

export function primaryCode(error: SqliteFailure): number {
  return error.errcode & 0xff;
}

/** The error of Sluice for what SQLite said about a file. */
export function toError(error: unknown, path: string): SluiceError | Error {
  if (error instanceof SluiceError) return error;
  if (!isSqliteFailure(error)) return error instanceof Error ? error : new Error(String(error));
  const reason = error.message;
  switch (primaryCode(error)) {
    case resultCodes.busy:
    case resultCodes.locked:
      return errors.busy({ path }, error);
    case resultCodes.readOnly:
      return errors.readOnly({ reason }, error);
    case resultCodes.cannotOpen:
    case resultCodes.notADatabase:
      return errors.openFailed({ path, reason }, error);
    case resultCodes.ioError:
    case resultCodes.corrupt:
    case resultCodes.full:
      return errors.storageFailed({ reason }, error);
    default: {
      const table = /^no such table: (.+)$/.exec(reason)?.[1];
      if (table !== undefined) return errors.tableNotFound({ table }, error);
      return errors.statementFailed({ reason }, error);
    }
  }
}
