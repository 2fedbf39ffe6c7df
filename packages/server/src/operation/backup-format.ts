/**
 * A backup: gzip of one JSON object per line. First the header, then rows table by table, in the order of their
 * references, at last the counts, without which the file is not whole. It fits both kinds of stores.
 */
export interface BackupHeader {
  readonly format: 'sluice-backup';
  readonly formatVersion: 1;
  readonly sluice: string;
  /** Last migration of the store. */
  readonly migration: string;
  readonly createdAt: string;
}

export type BackupRow = Readonly<Record<string, string | number | null>>;

export interface BackupEnd {
  readonly rows: Readonly<Record<string, number>>;
}

export type BackupLine = BackupHeader | { readonly table: string; readonly row: BackupRow } | BackupEnd;

/** Not worth keeping: leases of servers and answers to repeated requests. */
export const omittedTables: ReadonlySet<string> = new Set(['leases', 'idempotency_keys']);
