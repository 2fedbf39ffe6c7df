import { Button, Flex, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateInput } from '../ui/date-input.tsx';
import { useFilters } from '../ui/filters.ts';
import { JobSelect } from '../runs/job-select.tsx';
import { kinds, states } from './instance-state.tsx';

type Filters = Readonly<Record<string, string | undefined>>;

export const filterNames = [
  'job',
  'search',
  'state',
  'kind',
  'owner',
  'group',
  'backfill',
  'businessDateFrom',
  'businessDateTo',
  'isFrozen',
  'isDryRun',
] as const;

/** What is set of the filters, as the route takes it. */
export function queryOf(filters: Filters) {
  const given = filterNames.flatMap((name) => (filters[name] ? [[name, filters[name]] as const] : []));
  return Object.fromEntries(given) as Partial<Record<(typeof filterNames)[number], string>>;
}

/** All filters of the list. Several states or kinds are separated by commas in the address. */
export function InstanceFilters() {
  const { t } = useTranslation();
  const [filters, change] = useFilters();
  const listOf = (name: string): string[] => filters[name]?.split(',').filter((each) => each !== '') ?? [];
  const flag = (name: 'isFrozen' | 'isDryRun') => (
    <Select
      allowClear
      className="filter-select"
      aria-label={t(`instances.flags.${name}`)}
      placeholder={t(`instances.flags.${name}`)}
      value={filters[name]}
      onChange={(value: string | undefined) => change({ [name]: value })}
      options={['true', 'false'].map((value) => ({
        value,
        label: t(value === 'true' ? `instances.flags.${name}Yes` : `instances.flags.${name}No`),
      }))}
    />
  );
  const text = (name: 'search' | 'owner' | 'group') => (
    <Input
      key={`${name} ${filters[name] ?? ''}`}
      allowClear
      className="filter-text"
      aria-label={t(`instances.filters.${name}`)}
      placeholder={t(`instances.filters.${name}`)}
      defaultValue={filters[name]}
      onBlur={({ target }) => change({ [name]: target.value })}
      onPressEnter={({ currentTarget }) => change({ [name]: currentTarget.value })}
      onClear={() => change({ [name]: undefined })}
    />
  );
  return (
    <Flex gap="small" wrap align="center" role="search">
      {text('search')}
      <JobSelect value={filters['job']} onChange={(job) => change({ job })} />
      <Select
        allowClear
        mode="multiple"
        maxTagCount="responsive"
        className="filter-many"
        aria-label={t('ui.state')}
        placeholder={t('runs.anyState')}
        value={listOf('state')}
        onChange={(values) => change({ state: values.join(',') })}
        options={states.map((value) => ({ value, label: t(`instances.states.${value}`) }))}
      />
      <Select
        allowClear
        mode="multiple"
        maxTagCount="responsive"
        className="filter-many"
        aria-label={t('instances.kind')}
        placeholder={t('instances.anyKind')}
        value={listOf('kind')}
        onChange={(values) => change({ kind: values.join(',') })}
        options={kinds.map((value) => ({ value, label: t(`instances.kinds.${value}`) }))}
      />
      {text('owner')}
      {text('group')}
      {flag('isFrozen')}
      {flag('isDryRun')}
      <Flex gap="small" align="center">
        {(['businessDateFrom', 'businessDateTo'] as const).map((end) => (
          <Flex key={end} gap={6} align="center" component="label">
            {t(`instances.filters.${end}`)}
            <DateInput mayBeEmpty value={filters[end] ?? ''} onChange={(date) => change({ [end]: date })} />
          </Flex>
        ))}
      </Flex>
      {Object.keys(queryOf(filters)).length === 0 ? null : (
        <Button type="link" onClick={() => change(Object.fromEntries(filterNames.map((name) => [name, undefined])))}>
          {t('instances.clear')}
        </Button>
      )}
    </Flex>
  );
}
