import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { addressOf, api, contract } from '../api.ts';
import { useEvents, type LiveState } from '../ui/live.tsx';
import { LogLines, type LogLine } from './log-lines.ts';

const pageLines = 10_000;

export interface Watched {
  readonly lines: readonly LogLine[];
  readonly live: LiveState;
  /** Of a log that could not be read. */
  readonly error: unknown;
}

interface Options {
  readonly project: string;
  readonly run: string;
  /** As it was when the page was opened: a finished run is read by pages, another one by events to its end. */
  readonly isOver: boolean;
  readonly onProgress: (progress: Readonly<Record<string, number>>) => void;
  readonly onState: () => void;
}

/** Follows a run: its log lines, and what it tells in between. */
export function useWatchedRun({ project, run, isOver, onProgress, onState }: Options): Watched {
  const log = useMemo(() => new LogLines(), [project, run]);
  const [error, setError] = useState<unknown>();
  useSyncExternalStore(log.subscribe, log.version);
  const params = { project, run };
  const live = useEvents({
    address: isOver ? undefined : addressOf(contract.runs.events, { params }),
    events: ['log', 'progress', 'state'],
    onEvent: (event, data) => {
      if (event === 'log') log.add([data as LogLine]);
      else if (event === 'progress') onProgress(data as Record<string, number>);
      else onState();
    },
  });
  useEffect(() => {
    if (!isOver) return undefined;
    const stop = new AbortController();
    setError(undefined);
    readRest(log, { project, run }, stop.signal).catch((failure: unknown) => {
      if (!stop.signal.aborted) setError(failure);
    });
    return () => stop.abort();
  }, [log, isOver, project, run]);
  return { lines: log.all, live, error };
}

/** Whatever the events have not told. */
async function readRest(log: LogLines, params: { project: string; run: string }, signal: AbortSignal): Promise<void> {
  for (;;) {
    const { items } = await api.runs.log({ params, query: { after: log.last, limit: pageLines }, signal });
    log.add(items);
    if (items.length < pageLines) return;
  }
}
