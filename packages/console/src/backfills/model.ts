/** What the wizard of backfills sends. */
export interface BackfillBody {
  readonly name?: string | undefined;
  readonly jobs: string[];
  readonly descendants: 'none' | 'all' | 'chosen';
  /** With `descendants: chosen`. */
  readonly chosen: string[];
  readonly dryRun: string[];
  readonly ranges: { from: string; to: string }[];
  readonly order: 'ascending' | 'descending';
  readonly groups: number;
  readonly ignoreTimes: boolean;
}

export function newBackfill(businessDate: string, job: string | undefined): BackfillBody {
  return {
    jobs: job === undefined || job === '' ? [] : [job],
    descendants: 'none',
    chosen: [],
    dryRun: [],
    ranges: [{ from: businessDate, to: businessDate }],
    order: 'ascending',
    groups: 1,
    ignoreTimes: true,
  };
}

/** What has to be mended first; undefined: the server may be asked. */
export function firstWrong({ jobs, ranges }: BackfillBody): 'jobs' | 'dates' | 'order' | undefined {
  if (jobs.length === 0) return 'jobs';
  if (ranges.length === 0 || ranges.some(({ from, to }) => from === '' || to === '')) return 'dates';
  return ranges.some(({ from, to }) => to < from) ? 'order' : undefined;
}
