import { Flex, Input, Select, Table, Typography, type TableColumnsType } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, shared } from '../api.ts';
import { useMay, useProject } from '../me.ts';
import { matches } from '../shell/search.ts';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { countText } from '../ui/numbers.ts';
import { ProblemBox } from '../ui/problem.tsx';
import type { Environment, TableEntry } from './queries.ts';
import { TableView } from './table-view.tsx';

/** The server answers no more at once; a search there finds the others. */
const mostTables = 10_000;

interface Props {
  readonly name: string;
  readonly environment: Environment;
}

/** Tables, views or files of a data source, and the columns and first rows of one. */
export function TablesTab({ name, environment }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const mayLook = useMay('dataSources.look');
  const [filters, change] = useFilters();
  const [group, setGroup] = useState('default');
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const groups = useQuery(shared.resourceGroups).data ?? [];
  const tables = useQuery({
    queryKey: keys.of(project, 'data-sources', 'tables', name, environment, group, asked),
    queryFn: ({ signal }) =>
      api.dataSources.tables({
        params: { project, name },
        query: { environment, group, limit: mostTables, search: asked === '' ? undefined : asked },
        signal,
      }),
    enabled: mayLook,
    staleTime: 60_000,
    retry: false,
  });
  const filter = useDeferredValue(text);
  const found = useMemo(
    () => (tables.data?.items ?? []).filter((table) => matches(table.name, filter)),
    [tables.data, filter],
  );
  const isCut = (tables.data?.items.length ?? 0) >= mostTables;
  const chosen = filters['table'];
  if (!mayLook) return <EmptyState title={t('ui.mayNot', { needs: 'dataSources.look' })} />;
  return (
    <Flex gap="middle" align="start" className="tables">
      <section className="panel tables-list" aria-label={t('dataSources.tables')}>
        <Flex gap="small" className="tables-filters">
          <Input.Search
            allowClear
            value={text}
            placeholder={t('dataSources.searchTable')}
            aria-label={t('dataSources.searchTable')}
            onChange={({ target }) => setText(target.value)}
            onSearch={(next) => (isCut || asked !== '' ? setAsked(next) : undefined)}
          />
          {groups.length > 1 ? (
            <Select
              aria-label={t('dataSources.group')}
              className="tables-group"
              value={group}
              options={groups.map((each) => ({ value: each.name, label: each.name }))}
              onChange={setGroup}
            />
          ) : null}
        </Flex>
        {tables.isError ? <ProblemBox error={tables.error} onRetry={() => void tables.refetch()} /> : null}
        <Typography.Text type="secondary" role="status" className="tables-count">
          {tables.data === undefined
            ? ''
            : t('dataSources.tableCount', { count: found.length, text: countText(found.length) })}
          {isCut ? ` · ${t('dataSources.cut')}` : ''}
        </Typography.Text>
        <TableList
          tables={found}
          isLoading={tables.isLoading}
          chosen={chosen}
          onChoose={(table) => change({ table })}
        />
      </section>
      <section className="tables-one">
        {chosen === undefined ? (
          <div className="panel">
            <EmptyState title={t('dataSources.chooseTable')}>{t('dataSources.chooseTableHint')}</EmptyState>
          </div>
        ) : (
          <TableView key={chosen} {...{ name, environment, group }} table={chosen} />
        )}
      </section>
    </Flex>
  );
}

interface ListProps {
  readonly tables: readonly TableEntry[];
  readonly isLoading: boolean;
  readonly chosen: string | undefined;
  readonly onChoose: (table: string) => void;
}

/** Only what is in view is drawn: 5,000 tables are as quick as five. */
function TableList({ tables, isLoading, chosen, onChoose }: ListProps) {
  const { t } = useTranslation();
  const columns: TableColumnsType<TableEntry> = [
    {
      title: t('dataSources.table'),
      width: 250,
      ellipsis: true,
      render: (_, { name }) => (
        <button type="button" className="table-button" aria-pressed={name === chosen} onClick={() => onChoose(name)}>
          {name}
        </button>
      ),
    },
    { title: t('dataSources.kind'), width: 70, render: (_, { kind }) => t(`dataSources.kinds.${kind}`) },
    {
      title: t('dataSources.estimatedRows'),
      width: 100,
      align: 'right',
      render: (_, { estimatedRows }) => countText(estimatedRows),
    },
  ];
  return (
    <Table
      virtual
      rowKey="name"
      size="small"
      className="number"
      loading={isLoading}
      pagination={false}
      scroll={{ x: 420, y: 520 }}
      columns={columns}
      dataSource={tables}
      rowClassName={({ name }) => (name === chosen ? 'table-chosen' : '')}
    />
  );
}
