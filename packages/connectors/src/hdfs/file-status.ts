/** What HDFS says of a file or folder. */
export interface FileStatus {
  /** Without folders; empty for the path that was asked for. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly size: number;
  /** Epoch milliseconds. */
  readonly modified: number;
  /** Number of the inode; 0 from servers that do not tell. */
  readonly id: number;
}

interface RawStatus {
  readonly pathSuffix?: string;
  readonly type?: string;
  readonly length?: number;
  readonly modificationTime?: number;
  readonly fileId?: number;
}

const kinds: Readonly<Record<string, FileStatus['kind']>> = { FILE: 'file', DIRECTORY: 'folder', SYMLINK: 'link' };

export function parseStatus(answer: unknown): FileStatus {
  return statusOf((answer as { readonly FileStatus: RawStatus }).FileStatus);
}

/** Answers of LISTSTATUS, and of LISTSTATUS_BATCH with what remains behind. */
export function parseListing(answer: unknown): { readonly entries: readonly FileStatus[]; readonly remaining: number } {
  const { DirectoryListing: page, FileStatuses: all } = answer as {
    readonly DirectoryListing?: { readonly partialListing: Listing; readonly remainingEntries: number };
    readonly FileStatuses?: Listing['FileStatuses'];
  };
  const raw = page?.partialListing.FileStatuses ?? all;
  return { entries: (raw?.FileStatus ?? []).map(statusOf), remaining: page?.remainingEntries ?? 0 };
}

interface Listing {
  readonly FileStatuses: { readonly FileStatus: readonly RawStatus[] };
}

function statusOf(raw: RawStatus): FileStatus {
  return {
    name: raw.pathSuffix ?? '',
    kind: kinds[raw.type ?? ''] ?? 'file',
    size: raw.length ?? 0,
    modified: raw.modificationTime ?? 0,
    id: raw.fileId ?? 0,
  };
}

/** Changes when the content does. */
export function versionOf({ size, modified, id }: FileStatus): string {
  return `${size}-${modified}-${id}`;
}
