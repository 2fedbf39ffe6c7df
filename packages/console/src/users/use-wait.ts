import { useEffect, useState } from 'react';
import { ApiError } from '../api.ts';

/** Seconds until the server takes another attempt; counts down. Zero when it does so now. */
export function useWait(error: unknown): number {
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const seconds = secondsOf(error);
    if (seconds === 0) return;
    setUntil(Date.now() + seconds * 1_000);
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    const end = setTimeout(() => clearInterval(timer), (seconds + 1) * 1_000);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [error]);
  return Math.max(0, Math.ceil((until - now) / 1_000));
}

function secondsOf(error: unknown): number {
  if (!(error instanceof ApiError) || error.problem.status !== 429) return 0;
  return Number(error.problem.values?.['seconds'] ?? 0);
}
