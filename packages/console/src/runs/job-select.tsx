import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, everyPage, keys } from '../api.ts';
import { useProject } from '../me.ts';

/** Names of all jobs of the project; or of those that are in production. */
export function useJobNames(which: 'all' | 'deployed' = 'all'): readonly string[] {
  const project = useProject();
  const jobs = useQuery({
    queryKey: keys.of(project, 'jobs', 'all'),
    queryFn: () => everyPage((cursor) => api.jobs.list({ params: { project }, query: { limit: 500, cursor } })),
  });
  const isWanted = ({ deployedVersion }: { readonly deployedVersion?: number | undefined }): boolean =>
    which === 'all' || deployedVersion !== undefined;
  return (jobs.data ?? []).filter(isWanted).map(({ name }) => name);
}

interface Props {
  readonly value: string | undefined;
  readonly onChange: (job: string | undefined) => void;
  /** What is meant when none is chosen; default: any job. */
  readonly placeholder?: string;
}

/** A filter by job. */
export function JobSelect({ value, onChange, placeholder }: Props) {
  const { t } = useTranslation();
  return (
    <Select
      showSearch
      allowClear
      className="filter-job"
      aria-label={t('runs.job')}
      placeholder={placeholder ?? t('runs.anyJob')}
      value={value}
      onChange={(job: string | undefined) => onChange(job)}
      options={useJobNames().map((name) => ({ value: name, label: name }))}
    />
  );
}
