import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Flex, Select, Typography } from 'antd';
import type { JobSchedule } from '@sluice/server/contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { useSettled } from '../jobs/use-checks.ts';

type Dependency = JobSchedule['dependencies'][number];
type OnJob = Extract<Dependency, { readonly job: string }>;

interface Props {
  readonly project: string;
  readonly job: string;
  readonly value: JobSchedule;
  readonly isDisabled: boolean;
  readonly onChange: (schedule: JobSchedule) => void;
}

/** What an instance waits for: other jobs, its own earlier instances. */
export function DependencyFields({ project, job, value, isDisabled, onChange }: Props) {
  const { t } = useTranslation();
  const { dependencies } = value;
  const set = (next: readonly Dependency[]) => onChange({ ...value, dependencies: [...next] });
  const add = (dependency: Dependency) => {
    if (!dependencies.some((each) => JSON.stringify(each) === JSON.stringify(dependency)))
      set([...dependencies, dependency]);
  };
  const onJobs = dependencies.filter((each): each is OnJob => 'job' in each);
  const own = (kind: 'previousSelf' | 'previousChildren') => (
    <Checkbox
      disabled={isDisabled}
      checked={dependencies.some((each) => each.kind === kind)}
      onChange={(event) =>
        event.target.checked ? add({ kind }) : set(dependencies.filter((each) => each.kind !== kind))
      }
    >
      {t(`schedules.dependencies.${kind}`)}
    </Checkbox>
  );
  return (
    <Flex vertical gap="small">
      {onJobs.length === 0 && <Typography.Text type="secondary">{t('schedules.dependencies.none')}</Typography.Text>}
      <ul className="dependencies">
        {onJobs.map((dependency) => (
          <li key={JSON.stringify(dependency)}>
            <Flex gap="small" align="center">
              <Typography.Text strong>
                {dependency.project === undefined ? dependency.job : `${dependency.project} / ${dependency.job}`}
              </Typography.Text>
              <Select
                size="small"
                aria-label={t('schedules.dependencies.kindOf', { job: dependency.job })}
                className="choice-wide"
                disabled={isDisabled}
                value={dependency.kind}
                options={(['sameCycle', 'previousOther'] as const).map((kind) => ({
                  value: kind,
                  label: t(`schedules.dependencies.kinds.${kind}`),
                }))}
                onChange={(kind) =>
                  set(dependencies.map((each) => (each === dependency ? { ...dependency, kind } : each)))
                }
              />
              <Button
                type="text"
                size="small"
                aria-label={t('schedules.dependencies.remove', { job: dependency.job })}
                icon={<DeleteOutlined aria-hidden />}
                disabled={isDisabled}
                onClick={() => set(dependencies.filter((each) => each !== dependency))}
              />
            </Flex>
          </li>
        ))}
      </ul>
      <JobSearch
        project={project}
        isDisabled={isDisabled}
        except={job}
        onChoose={(found) => add({ kind: 'sameCycle', job: found })}
      />
      <Suggestions project={project} job={job} isDisabled={isDisabled} known={dependencies} onAdd={add} />
      {own('previousSelf')}
      {own('previousChildren')}
    </Flex>
  );
}

interface SearchProps {
  readonly project: string;
  readonly except: string;
  readonly isDisabled: boolean;
  readonly onChoose: (job: string) => void;
}

function JobSearch({ project, except, isDisabled, onChoose }: SearchProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const search = useSettled(text.trim().slice(0, 80), 250);
  const jobs = useQuery({
    queryKey: keys.of(project, 'jobs', 'search', search),
    queryFn: async ({ signal }) =>
      (await api.jobs.list({ params: { project }, query: { limit: 20, ...(search === '' ? {} : { search }) }, signal }))
        .items,
  });
  return (
    <Select
      aria-label={t('schedules.dependencies.search')}
      placeholder={t('schedules.dependencies.search')}
      className="input-wide"
      disabled={isDisabled}
      showSearch={{ onSearch: setText, filterOption: false }}
      value={null}
      loading={jobs.isFetching}
      options={(jobs.data ?? [])
        .filter(({ name }) => name !== except)
        .map(({ name, schedule, deployedVersion }) => ({
          value: name,
          label:
            schedule === undefined || deployedVersion === undefined
              ? t('schedules.dependencies.notScheduled', { job: name })
              : name,
        }))}
      onChange={(job: string | null) => job !== null && onChoose(job)}
    />
  );
}

interface SuggestionProps {
  readonly project: string;
  readonly job: string;
  readonly isDisabled: boolean;
  readonly known: readonly Dependency[];
  readonly onAdd: (dependency: Dependency) => void;
}

/** Jobs that write what this one reads, as it is saved. */
function Suggestions({ project, job, isDisabled, known, onAdd }: SuggestionProps) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: keys.of(project, 'jobs', 'dependency-suggestions', job),
    retry: false,
    queryFn: async () => (await api.schedules.suggestDependencies({ params: { project, job } })).items,
  });
  const jobsKnown = new Set(known.map((each) => ('job' in each ? each.job : '')));
  const fresh = (data ?? []).filter(({ dependency }) => 'job' in dependency && !jobsKnown.has(dependency.job));
  return fresh.map(({ dependency, table, dataSource }) => (
    <Flex key={JSON.stringify([dependency, table])} gap="small" align="center">
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined aria-hidden />}
        disabled={isDisabled}
        onClick={() => onAdd(dependency)}
      >
        {'job' in dependency ? dependency.job : ''}
      </Button>
      <Typography.Text type="secondary">{t('schedules.dependencies.writes', { table, dataSource })}</Typography.Text>
    </Flex>
  ));
}
