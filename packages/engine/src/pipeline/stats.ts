/** Counters of one run, written by the tasks and read by progress and report. All times in milliseconds. */
export interface Stats {
  /** Rows the reader delivered or rejected. */
  rowsRead: number;
  /** Bytes of batches as read. */
  bytesRead: number;
  /** Rows handed to the target, not necessarily acknowledged. */
  rowsSent: number;
  bytesSent: number;
  /** Rows the target acknowledged by a commit (invariant 1). */
  rowsWritten: number;
  /** Rows left out on conflict by the write mode. */
  rowsSkipped: number;
  rowsFiltered: number;
  /** Sum over all channels. */
  waitReaderMs: number;
  waitWriterMs: number;
  waitLimiterMs: number;
  retries: number;
}

export function newStats(): Stats {
  return {
    rowsRead: 0,
    bytesRead: 0,
    rowsSent: 0,
    bytesSent: 0,
    rowsWritten: 0,
    rowsSkipped: 0,
    rowsFiltered: 0,
    waitReaderMs: 0,
    waitWriterMs: 0,
    waitLimiterMs: 0,
    retries: 0,
  };
}

/** Adds the counters of `part` to `total`, or with a factor of -1 takes them away. */
export function addStats(total: Stats, part: Readonly<Stats>, factor: 1 | -1 = 1): void {
  for (const name of Object.keys(part) as (keyof Stats)[]) total[name] += factor * part[name];
}

/** A moment of a run, for progress displays. */
export interface Progress extends Readonly<Stats> {
  readonly elapsedMs: number;
  readonly dirty: number;
  readonly tasksDone: number;
  readonly tasksTotal: number;
  readonly channelsBusy: number;
  readonly channels: number;
  /** Where every split told its rows. */
  readonly estimatedRows?: number;
}
