/** A moment of a run as its chart shows it. */
export interface Sample {
  readonly seconds: number;
  readonly rowsReadPerSecond: number | null;
  readonly rowsWrittenPerSecond: number | null;
  readonly bytesPerSecond: number | null;
  /** Of the time of all channels, 0 to 100. */
  readonly readerWait: number | null;
  readonly writerWait: number | null;
  readonly limiterWait: number | null;
  readonly progress: Progress;
}

export type Progress = Readonly<Record<string, number>>;

const mostSamples = 2_000;

/** Adds a moment: rates are those since the one before. A resumed run begins anew. */
export function samplesWith(before: readonly Sample[], progress: Progress): readonly Sample[] {
  const elapsed = progress['elapsedMs'] ?? 0;
  const last = before.at(-1);
  const since = last?.progress ?? {};
  const passed = elapsed - (since['elapsedMs'] ?? 0);
  if (last !== undefined && passed < 0) return samplesWith([], progress);
  if (last !== undefined && passed < 100) return before;
  const delta = (name: string): number => (progress[name] ?? 0) - (since[name] ?? 0);
  const perSecond = (name: string): number | null =>
    passed <= 0 || progress[name] === undefined ? null : Math.max(0, (delta(name) * 1_000) / passed);
  const share = (name: string): number | null => {
    const total = passed * (progress['channels'] ?? 1);
    return total <= 0 || progress[name] === undefined ? null : Math.min(100, Math.max(0, (100 * delta(name)) / total));
  };
  const sample: Sample = {
    seconds: elapsed / 1_000,
    rowsReadPerSecond: perSecond('rowsRead'),
    rowsWrittenPerSecond: perSecond('rowsWritten'),
    bytesPerSecond: perSecond('bytesRead'),
    readerWait: share('waitReaderMs'),
    writerWait: share('waitWriterMs'),
    limiterWait: share('waitLimiterMs'),
    progress,
  };
  const all = [...before, sample];
  // Half of the points tell the same story.
  return all.length > mostSamples ? all.filter((_, index) => index % 2 === 0 || index > mostSamples - 50) : all;
}
