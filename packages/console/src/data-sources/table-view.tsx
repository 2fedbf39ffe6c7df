import { ReloadOutlined } from '@ant-design/icons';
import { Button, Flex, Table, Tabs, Tag, Typography, type TableColumnsType } from 'antd';
import type { JsonValue } from '@sluice/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys, type Reply } from '../api.ts';
import { useProject } from '../me.ts';
import { focusableBody } from '../ui/focusable-body.ts';
import { Loaded } from '../ui/loaded.tsx';
import { unknownValue } from '../ui/numbers.ts';
import type { Environment } from './queries.ts';

interface Props {
  readonly name: string;
  readonly environment: Environment;
  readonly group: string;
  readonly table: string;
}

type Described = Reply<'dataSources', 'describe'>;
type Preview = Reply<'dataSources', 'preview'>;

/** First rows and columns of one table. */
export function TableView(props: Props) {
  const { t } = useTranslation();
  return (
    <div className="panel table-view">
      <Typography.Title level={2} className="section-title" ellipsis={{ tooltip: props.table }}>
        {props.table}
      </Typography.Title>
      <Tabs
        items={[
          { key: 'rows', label: t('dataSources.rows'), children: <Rows {...props} /> },
          { key: 'columns', label: t('dataSources.columns'), children: <Columns {...props} /> },
        ]}
      />
    </div>
  );
}

const previewRows = 50;

function Rows({ name, environment, group, table }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const preview = useQuery({
    queryKey: keys.of(project, 'data-sources', 'preview', name, environment, group, table),
    queryFn: ({ signal }) =>
      api.dataSources.preview({
        params: { project, name },
        body: { environment, group, table, rows: previewRows },
        signal,
      }),
    staleTime: 60_000,
    retry: false,
  });
  return (
    <Loaded query={preview} rows={8}>
      {(found) => (
        <Flex vertical gap="small">
          <Flex justify="space-between" align="center">
            <Typography.Text type="secondary" role="status">
              {found.isWhole
                ? t('dataSources.allRows', { count: found.rows.length })
                : t('dataSources.firstRows', { count: found.rows.length })}
            </Typography.Text>
            <Button
              size="small"
              icon={<ReloadOutlined aria-hidden />}
              loading={preview.isFetching}
              onClick={() => void preview.refetch()}
            >
              {t('ui.refresh')}
            </Button>
          </Flex>
          <Grid preview={found} />
        </Flex>
      )}
    </Loaded>
  );
}

/** Rows as they came; NULL and an empty text look different. */
export function Grid({ preview: { columns, rows } }: { readonly preview: Preview }) {
  const shown: TableColumnsType<readonly JsonValue[]> = columns.map(({ name, type }, index) => ({
    key: `${index} ${name}`,
    title: (
      <span className="grid-head">
        {name}
        <Typography.Text type="secondary">{type}</Typography.Text>
      </span>
    ),
    width: 150,
    ellipsis: true,
    render: (_, row) => <Cell value={row[index]} />,
  }));
  return (
    <Table
      rowKey={(row) => rows.indexOf(row as never)}
      size="small"
      className="grid"
      ref={focusableBody}
      pagination={false}
      scroll={{ x: Math.max(columns.length * 150, 400), y: 420 }}
      columns={shown}
      dataSource={rows}
    />
  );
}

function Cell({ value }: { readonly value: JsonValue | undefined }) {
  if (value === undefined || value === null) return <span className="grid-null">NULL</span>;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <span className="mono" title={text}>
      {text}
    </span>
  );
}

function Columns({ name, environment, group, table }: Props) {
  const project = useProject();
  const described = useQuery({
    queryKey: keys.of(project, 'data-sources', 'describe', name, environment, group, table),
    queryFn: ({ signal }) =>
      api.dataSources.describe({ params: { project, name }, query: { environment, group, table }, signal }),
    staleTime: 60_000,
    retry: false,
  });
  return <Loaded query={described}>{(found) => <ColumnTable described={found} />}</Loaded>;
}

function ColumnTable({ described: { columns, primaryKey, uniqueKeys } }: { readonly described: Described }) {
  const { t } = useTranslation();
  const shown: TableColumnsType<Described['columns'][number]> = [
    {
      title: t('dataSources.column'),
      render: (_, { name }) => (
        <Flex gap={4} align="center" wrap>
          <span className="mono">{name}</span>
          {primaryKey.includes(name) ? <Tag color="blue">{t('dataSources.primaryKey')}</Tag> : null}
          {uniqueKeys.some((key) => key.includes(name)) ? <Tag>{t('dataSources.uniqueKey')}</Tag> : null}
        </Flex>
      ),
    },
    { title: t('dataSources.columnType'), render: (_, { nativeType }) => <code>{nativeType ?? unknownValue}</code> },
    { title: t('dataSources.logicalType'), render: (_, { type }) => <code>{type}</code> },
    { title: t('dataSources.nullable'), render: (_, { isNullable }) => t(isNullable ? 'ui.yes' : 'ui.no') },
  ];
  return (
    <Table
      ref={focusableBody}
      rowKey="name"
      size="small"
      pagination={false}
      scroll={{ x: 500, y: 460 }}
      columns={shown}
      dataSource={columns}
    />
  );
}
