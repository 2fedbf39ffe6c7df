import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import type { JobDraft } from './job-draft.ts';
import { said } from './say-issue.ts';
import type { ScriptIssue } from './script/issue-places.ts';

/** A value that stands still for a moment. */
export function useSettled<Value>(value: Value, afterMs: number): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

const typingMs = 400;

export interface Checks {
  readonly issues: readonly ScriptIssue[];
  /** False while somebody types: the issues belong to an older text. */
  readonly isCurrent: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly error: unknown;
}

/** What the server says of a script, a moment after the last key. */
export function useChecks(project: string, { script, parameters }: Pick<JobDraft, 'script' | 'parameters'>): Checks {
  const [settledScript, settledParameters] = [useSettled(script, typingMs), useSettled(parameters, typingMs)];
  const { data, error, isPlaceholderData } = useQuery({
    queryKey: keys.of(project, 'job-checks', settledScript, settledParameters),
    enabled: settledScript.length >= 2,
    staleTime: 30_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      api.jobs.check({ params: { project }, body: { script: settledScript, parameters: settledParameters }, signal }),
  });
  const { t } = useTranslation();
  const issues = useMemo(() => (data?.issues ?? []).map(said), [data, t]);
  return {
    issues,
    isCurrent: !isPlaceholderData && settledScript === script && settledParameters === parameters,
    errors: issues.filter(({ severity }) => severity === 'error').length,
    warnings: issues.filter(({ severity }) => severity === 'warning').length,
    error,
  };
}
