/** What the engine may do with the readers of a connector. */
export interface ReaderCapabilities {
  /** A run can read several parts at once. */
  readonly canSplit: boolean;
  /** All splits of a run see one state of the source, at least where the server allows it. */
  readonly hasSnapshot: boolean;
  /** Splits may be read in other threads or processes. False when they share sessions made by `plan`. */
  readonly canDistribute: boolean;
  /** Reading occupies its thread, so several channels want threads of their own. */
  readonly isBlocking?: boolean;
  /** No server takes part: all work is done by this process. */
  readonly isLocal?: boolean;
}

/** What the engine may do with the writers of a connector. */
export interface WriterCapabilities {
  /** A task attempt that aborts leaves nothing behind, so a retry never duplicates. */
  readonly isTransactional: boolean;
  /** `committed` can tell after a crash whether a task attempt was committed. */
  readonly canConfirmCommit: boolean;
  /** Rows are replaced by key, so writing a split twice changes nothing; depends on options. */
  readonly isIdempotent?: (options: never) => boolean;
  /** Tasks may write at the same time. */
  readonly canWriteInParallel: boolean;
  /** No server takes part: all work is done by this process. */
  readonly isLocal?: boolean;
}
