import { PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Select, Table, Tag, Typography, type TableColumnsType } from 'antd';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, shared } from '../api.ts';
import { sayDeclared } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { commands } from '../ui/commands.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { countText } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { PageWaiting } from '../ui/waiting.tsx';
import { Time } from '../ui/time.tsx';
import { Health } from './health.tsx';
import { environments, type DataSource } from './queries.ts';
import { SourceActions } from './source-actions.tsx';

export default function DataSourcesPage() {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const params = { project };
  const [{ search, type }, change] = useFilters();
  const filters = { search, type };
  const connectors = useQuery(shared.connectors).data ?? [];
  const sources = useInfiniteQuery({
    queryKey: keys.of(project, 'data-sources', 'list', filters),
    queryFn: ({ pageParam, signal }) =>
      api.dataSources.list({ params, query: { ...filters, cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
  const items = sources.data?.pages.flatMap((page) => page.items) ?? [];
  const add = (
    <MayButton
      needs="dataSources.edit"
      type="primary"
      icon={<PlusOutlined aria-hidden />}
      onClick={() => void navigate({ to: paths.newDataSource(project) })}
    >
      {t('dataSources.new')}
    </MayButton>
  );
  const isFiltered = search !== undefined || type !== undefined;
  return (
    <Page
      title={t('nav.dataSources')}
      about={t('dataSources.about')}
      actions={
        <>
          <CopyAs route={contract.dataSources.list} input={{ params, query: filters }} cli={commands.dataSources()} />
          {add}
        </>
      }
    >
      <Flex gap="small" wrap>
        <Input.Search
          className="filter-search"
          allowClear
          defaultValue={search}
          placeholder={t('dataSources.searchName')}
          aria-label={t('dataSources.searchName')}
          onSearch={(text) => change({ search: text || undefined })}
        />
        <Select
          className="choice-input"
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          value={type}
          placeholder={t('dataSources.everyType')}
          aria-label={t('dataSources.type')}
          options={connectors
            .filter((each) => each.needsDataSource)
            .map(({ name, title }) => ({ value: name, label: sayDeclared(title) }))}
          onChange={(value: string | undefined) => change({ type: value })}
        />
      </Flex>
      {sources.isError ? <ProblemBox error={sources.error} onRetry={() => void sources.refetch()} /> : null}
      {sources.isPending ? (
        <PageWaiting />
      ) : items.length > 0 ? (
        <SourcesTable
          items={items}
          titleOf={(name) => sayDeclared(connectors.find((each) => each.name === name)?.title ?? name)}
        />
      ) : sources.isError ? null : isFiltered ? (
        <EmptyState title={t('dataSources.noMatch')} />
      ) : (
        <EmptyState title={t('dataSources.none')} action={add}>
          {t('dataSources.noneHint')}
        </EmptyState>
      )}
      {sources.hasNextPage ? (
        <Button loading={sources.isFetchingNextPage} onClick={() => void sources.fetchNextPage()}>
          {t('ui.loadMore')}
        </Button>
      ) : null}
    </Page>
  );
}

interface TableProps {
  readonly items: readonly DataSource[];
  readonly titleOf: (type: string) => string;
}

function SourcesTable({ items, titleOf }: TableProps) {
  const { t } = useTranslation();
  const project = useProject();
  const columns: TableColumnsType<DataSource> = [
    {
      title: t('ui.name'),
      render: (_, { name, description }) => (
        <Flex vertical>
          <PageLink to={paths.dataSource(project, name)}>{name}</PageLink>
          {description === '' ? null : <Typography.Text type="secondary">{description}</Typography.Text>}
        </Flex>
      ),
    },
    { title: t('dataSources.type'), width: 150, render: (_, { type }) => titleOf(type) },
    {
      title: t('dataSources.environments'),
      width: 170,
      render: (_, { definitions }) => (
        <Flex gap={4} wrap>
          {environments.map((each) =>
            definitions[each] === undefined ? null : <Tag key={each}>{t(`dataSources.${each}`)}</Tag>,
          )}
        </Flex>
      ),
    },
    { title: t('dataSources.health'), width: 190, render: (_, source) => <Health source={source} /> },
    { title: t('dataSources.usedBy'), width: 90, align: 'right', render: (_, { usedBy }) => countText(usedBy) },
    {
      title: t('dataSources.changed'),
      width: 210,
      render: (_, { definitions }) => (
        <Time at={definitions.production?.changedAt ?? definitions.development?.changedAt} />
      ),
    },
    { title: t('ui.actions'), width: 90, render: (_, source) => <SourceActions source={source} /> },
  ];
  return (
    <Table
      rowKey="name"
      size="middle"
      pagination={false}
      scroll={{ x: 1050 }}
      columns={columns}
      dataSource={[...items]}
    />
  );
}
