import { ImportOutlined, PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Flex, Input, Select, Table, Tag, Typography, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, everyPage, keys, type Item } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { FolderTree } from './folder-tree.tsx';
import { isWithin } from './folders.ts';
import { ImportDialog } from './import-dialog.tsx';
import { JobState } from './job-state.tsx';
import './jobs.css';

export type JobSummary = Item<'jobs', 'list'>;
type Filters = Readonly<Record<string, string | undefined>>;

/** All jobs of the project, by folder. */
export default function JobsPage() {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const [filters] = useFilters();
  const [isImporting, setImporting] = useState(false);
  const query = useQuery({
    queryKey: keys.of(project, 'jobs', 'all'),
    queryFn: () => everyPage((cursor) => api.jobs.list({ params: { project }, query: { limit: 500, cursor } })),
  });
  const folder = filters['folder'] ?? '';
  const create = (
    <MayButton
      needs="jobs.edit"
      type="primary"
      icon={<PlusOutlined aria-hidden />}
      onClick={() => void navigate({ to: paths.newJob(project), search: (folder === '' ? {} : { folder }) as never })}
    >
      {t('jobs.new.action')}
    </MayButton>
  );
  const importing = (
    <MayButton needs="jobs.edit" icon={<ImportOutlined aria-hidden />} onClick={() => setImporting(true)}>
      {t('jobs.import.action')}
    </MayButton>
  );
  return (
    <Page
      title={t('nav.jobs')}
      actions={
        <>
          <CopyAs route={contract.jobs.list} input={{ params: { project } }} />
          {importing}
          {create}
        </>
      }
    >
      <Loaded query={query} rows={8}>
        {(jobs) =>
          jobs.length === 0 ? (
            <EmptyState
              title={t('jobs.empty.title')}
              action={
                <Flex gap="small" justify="center">
                  {importing} {create}
                </Flex>
              }
            >
              {t('jobs.empty.text')}
            </EmptyState>
          ) : (
            <JobsOfProject project={project} jobs={jobs} />
          )
        }
      </Loaded>
      {isImporting && <ImportDialog project={project} folder={folder} onClose={() => setImporting(false)} />}
    </Page>
  );
}

function JobsOfProject({ project, jobs }: { readonly project: string; readonly jobs: readonly JobSummary[] }) {
  const { t } = useTranslation();
  const [filters, change] = useFilters();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const shown = useMemo(() => jobs.filter((job) => fits(job, filters)), [jobs, filters]);
  const selected = shown.filter(({ name }) => chosen.includes(name));
  return (
    <div className="jobs-layout">
      <FolderTree
        paths={jobs.map(({ folder }) => folder)}
        value={filters['folder'] ?? ''}
        onChange={(folder) => change({ folder: folder === '' ? undefined : folder })}
      />
      <Flex vertical gap="small" className="grows">
        <FilterBar jobs={jobs} filters={filters} onChange={change} />
        <BulkBar project={project} jobs={selected} onDone={() => setChosen([])} />
        {/* Scrolls by itself: the table’s own way repeats the checkbox where nobody can see it. */}
        <div className="scrolls-sideways">
          <Table
            size="small"
            rowKey="name"
            columns={useColumns(project)}
            dataSource={shown as JobSummary[]}
            pagination={{ defaultPageSize: 50, hideOnSinglePage: true, showSizeChanger: true }}
            rowSelection={{
              selectedRowKeys: selected.map(({ name }) => name),
              onChange: (names) => setChosen(names as string[]),
              getTitleCheckboxProps: () => ({ 'aria-label': t('jobs.selectAll') }) as never,
              getCheckboxProps: ({ name }) => ({ 'aria-label': name }) as never,
            }}
            locale={{ emptyText: t('jobs.nothingFits') }}
          />
        </div>
      </Flex>
    </div>
  );
}

function fits(job: JobSummary, filters: Filters): boolean {
  const { search, folder, state, owner, tag, dataSource } = filters;
  const text = [job.name, job.description, ...job.tags].join('\n').toLowerCase();
  return (
    isWithin(job.folder, folder ?? '') &&
    (state === undefined || job.state === state) &&
    (owner === undefined || job.owner === owner) &&
    (tag === undefined || job.tags.includes(tag)) &&
    (dataSource === undefined || job.dataSources.includes(dataSource)) &&
    (search === undefined || text.includes(search.trim().toLowerCase()))
  );
}

interface FilterBarProps {
  readonly jobs: readonly JobSummary[];
  readonly filters: Filters;
  readonly onChange: (changes: Filters) => void;
}

function FilterBar({ jobs, filters, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  const values = useMemo(
    () => ({
      state: ['draft', 'submitted', 'deployed', 'undeployed'],
      owner: distinct(jobs.map(({ owner }) => owner)),
      tag: distinct(jobs.flatMap(({ tags }) => tags)),
      dataSource: distinct(jobs.flatMap(({ dataSources }) => dataSources)),
    }),
    [jobs],
  );
  const labelOf = (name: string, value: string): string =>
    name === 'state' ? t(`jobs.states.${value as JobSummary['state']}`) : value;
  return (
    <Flex gap="small" wrap>
      <Input.Search
        allowClear
        aria-label={t('ui.search')}
        placeholder={t('jobs.searchPlaceholder')}
        className="filter-text"
        value={filters['search'] ?? ''}
        onChange={(event) => onChange({ search: event.target.value === '' ? undefined : event.target.value })}
      />
      {(Object.keys(values) as (keyof typeof values)[]).map((name) => (
        <Select
          key={name}
          allowClear
          showSearch
          aria-label={t(`jobs.filters.${name}`)}
          placeholder={t(`jobs.filters.${name}`)}
          className="filter-choice"
          value={filters[name]}
          options={values[name].map((value) => ({ value, label: labelOf(name, value) }))}
          onChange={(value: string | undefined) => onChange({ [name]: value })}
        />
      ))}
    </Flex>
  );
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort((left, right) => left.localeCompare(right));
}

function useColumns(project: string): TableColumnsType<JobSummary> {
  const { t } = useTranslation();
  return [
    {
      title: t('ui.name'),
      key: 'name',
      sorter: (left, right) => left.name.localeCompare(right.name),
      render: (_, { name, description, tags }) => (
        <Flex vertical className="job-name">
          <Flex gap={4} align="center" wrap>
            <PageLink to={paths.job(project, name)}>{name}</PageLink>
            {tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </Flex>
          {description !== '' && (
            <Typography.Text type="secondary" ellipsis={{ tooltip: description }}>
              {description}
            </Typography.Text>
          )}
        </Flex>
      ),
    },
    {
      title: t('jobs.columns.way'),
      key: 'way',
      render: (_, { reader, writer }) => <span className="nowrap">{`${reader ?? '—'} → ${writer ?? '—'}`}</span>,
    },
    {
      title: t('ui.state'),
      key: 'state',
      render: (_, job) => (
        <Flex gap={4} wrap>
          <JobState {...job} />
          {job.deployedVersion !== undefined && job.submittedVersion !== job.deployedVersion && (
            <Tag>{t('jobs.newerVersion', { version: job.submittedVersion })}</Tag>
          )}
        </Flex>
      ),
    },
    {
      title: t('jobs.columns.schedule'),
      key: 'schedule',
      render: (_, { schedule }) =>
        schedule === undefined ? '—' : t(`schedules.cycle.kinds.${schedule.schedule.cycle.kind}`),
    },
    { title: t('jobs.facts.owner'), key: 'owner', render: (_, { owner }) => owner },
    {
      title: t('jobs.changed'),
      key: 'changedAt',
      sorter: (left, right) => left.changedAt.localeCompare(right.changedAt),
      render: (_, { changedAt }) => <Time at={changedAt} isRelative />,
    },
  ];
}
