import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from '@ant-design/icons';
import type { JsonValue, MappingLine } from '@sluice/core';
import { Button, Flex, Select, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceKeyOf, type Columns, type Entry } from './entries.ts';
import { openLines } from './edit-lines.ts';

interface Props {
  readonly columns: Columns;
  readonly sources: readonly Entry[];
  readonly lines: readonly MappingLine[];
  readonly mayEdit: boolean;
  readonly onChange: (lines: readonly MappingLine[]) => void;
}

/** For targets that take the columns as they come, files for instance: which ones, in which order. */
export function OpenTable({ columns, sources, lines, mayEdit, onChange }: Props) {
  const { t } = useTranslation();
  const chosen = lines.map(({ source }) => source);
  const used = new Set(chosen.map((source) => sourceKeyOf(columns.source, source)));
  const free = sources.filter(({ key }) => !used.has(key));
  const change = (next: readonly JsonValue[]) => onChange(openLines(next));
  const move = (from: number, to: number) => {
    const entry = chosen[from];
    if (entry !== undefined) change(chosen.toSpliced(from, 1).toSpliced(to, 0, entry));
  };
  const button = (label: string, icon: ReactNode, isDisabled: boolean, act: () => void) => (
    <Button type="text" size="small" aria-label={label} icon={icon} disabled={isDisabled || !mayEdit} onClick={act} />
  );
  return (
    <Flex vertical gap="small">
      <Typography.Text type="secondary">{t('jobs.mapping.openTarget')}</Typography.Text>
      <Flex gap="small">
        <Button
          disabled={!mayEdit || free.length === 0}
          onClick={() => change([...chosen, ...free.map(({ value }) => value)])}
        >
          {t('jobs.mapping.addAll', { count: free.length })}
        </Button>
        <Select
          aria-label={t('jobs.mapping.addColumn')}
          placeholder={t('jobs.mapping.addColumn')}
          className="choice-wide"
          showSearch
          value={null}
          disabled={!mayEdit || free.length === 0}
          options={free.map(({ key, label }) => ({ value: key, label }))}
          onChange={(key: string | null) => {
            const entry = free.find((each) => each.key === key);
            if (entry !== undefined) change([...chosen, entry.value]);
          }}
        />
      </Flex>
      <Table
        size="small"
        virtual
        scroll={{ y: 460, x: 600 }}
        pagination={false}
        rowKey="position"
        dataSource={chosen.map((source, position) => ({
          position,
          entry: sources.find(({ key }) => key === sourceKeyOf(columns.source, source)),
        }))}
        columns={[
          { title: '#', key: 'position', width: 60, render: (_, { position }) => position + 1 },
          { title: t('jobs.mapping.source'), key: 'source', render: (_, { entry }) => entry?.label ?? '' },
          {
            title: t('jobs.mapping.type'),
            key: 'type',
            render: (_, { entry }) => entry?.column?.nativeType ?? entry?.column?.type ?? '—',
          },
          {
            title: <span className="visually-hidden">{t('ui.actions')}</span>,
            key: 'actions',
            width: 120,
            render: (_, { position, entry }) => {
              const column = entry?.label ?? '';
              return (
                <>
                  {button(t('jobs.mapping.up', { column }), <ArrowUpOutlined aria-hidden />, position === 0, () =>
                    move(position, position - 1),
                  )}
                  {button(
                    t('jobs.mapping.down', { column }),
                    <ArrowDownOutlined aria-hidden />,
                    position === chosen.length - 1,
                    () => move(position, position + 1),
                  )}
                  {button(t('jobs.mapping.remove', { column }), <DeleteOutlined aria-hidden />, false, () =>
                    change(chosen.toSpliced(position, 1)),
                  )}
                </>
              );
            },
          },
        ]}
      />
    </Flex>
  );
}
