import { mapByName } from '@sluice/core';
import type { MappingLine } from '@sluice/core';
import { Button, Flex, Select, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { targetKeyOf, type Columns } from './entries.ts';
import { queryLines } from './query-lines.ts';

interface Props {
  readonly columns: Columns;
  readonly lines: readonly MappingLine[];
  readonly mayEdit: boolean;
  readonly onChange: (lines: readonly MappingLine[]) => void;
}

/** For readers with a query of their own: its columns come in its order, and each has a target. */
export function QueryTable({ columns, lines, mayEdit, onChange }: Props) {
  const { t } = useTranslation();
  const { source, target } = columns;
  const count = Math.max(source.length, lines.length);
  const targets = Array.from({ length: count }, (_, index) => lines[index]?.target ?? '');
  const sameName = (): void => {
    const found = mapByName({ source, target, lines: [] });
    const byName = new Map(found.map((line) => [JSON.stringify(line.source), line.target]));
    onChange(queryLines(source.map((column) => byName.get(JSON.stringify(column.entry ?? column.name)) ?? '')));
  };
  return (
    <Flex vertical gap="small">
      <Typography.Text type="secondary">{t('jobs.mapping.queryHelp')}</Typography.Text>
      <Flex gap="small">
        <Button disabled={!mayEdit} onClick={sameName}>
          {t('jobs.mapping.operations.sameName')}
        </Button>
        <Button
          disabled={!mayEdit}
          onClick={() => onChange(queryLines(source.map((_, index) => target[index]?.name ?? '')))}
        >
          {t('jobs.mapping.operations.sameRow')}
        </Button>
      </Flex>
      <Table
        size="small"
        rowKey="index"
        pagination={false}
        dataSource={targets.map((value, index) => ({ index, value, column: source[index] }))}
        columns={[
          { title: '#', width: 60, render: (_, { index }) => index + 1 },
          { title: t('jobs.mapping.source'), render: (_, { column }) => column?.name ?? '—' },
          { title: t('jobs.mapping.type'), render: (_, { column }) => column?.nativeType ?? column?.type ?? '—' },
          {
            title: t('jobs.mapping.target'),
            render: (_, { index, value, column }) => (
              <Select
                showSearch
                aria-label={t('jobs.mapping.targetOf', { column: column?.name ?? String(index + 1) })}
                className="choice-wide"
                disabled={!mayEdit}
                status={value === '' ? 'error' : ''}
                value={value === '' ? undefined : targetKeyOf(target, value)}
                options={target.map(({ name }) => ({ value: `column:${name}`, label: name }))}
                onChange={(key: string) => onChange(queryLines(targets.with(index, key.slice('column:'.length))))}
              />
            ),
          },
        ]}
      />
    </Flex>
  );
}
