import { DeleteOutlined } from '@ant-design/icons';
import type { LineVerdict, MappingLine } from '@sluice/core';
import { Button, Select, Table, Typography, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sourceKeyOf, targetKeyOf, typedEntry, type Columns, type Entry, type EntryStyle } from './entries.ts';
import { VerdictTag } from './verdict-tag.tsx';

export interface MappingTableProps {
  readonly columns: Columns;
  readonly sources: readonly Entry[];
  readonly targets: readonly Entry[];
  readonly lines: readonly MappingLine[];
  readonly verdicts: readonly LineVerdict[];
  readonly needed: ReadonlySet<string>;
  readonly style: EntryStyle;
  readonly mayEdit: boolean;
  readonly onConnect: (line: MappingLine) => void;
  readonly onDisconnect: (positions: readonly number[]) => void;
}

interface Row {
  readonly key: string;
  readonly target: Entry;
  /** Position of its line. */
  readonly position: number | undefined;
  readonly line: MappingLine | undefined;
}

const narrow = 44;

/** The same lines for the keyboard: a row for each target column, with a choice of what it gets. */
export function MappingTable(props: MappingTableProps) {
  const { t } = useTranslation();
  const { columns, targets, lines, verdicts, needed, mayEdit, onDisconnect } = props;
  const rows = useMemo((): readonly Row[] => {
    const positions = new Map(lines.map((line, index) => [targetKeyOf(columns.target, line.target), index] as const));
    return targets.map((target) => {
      const position = positions.get(target.key);
      return { key: target.key, target, position, line: position === undefined ? undefined : lines[position] };
    });
  }, [columns, targets, lines]);
  const shape: TableColumnsType<Row> = [
    {
      title: t('jobs.mapping.target'),
      key: 'target',
      render: (_, { target, key }) => (
        <Typography.Text type={needed.has(key) ? 'danger' : undefined}>
          {target.label}
          {needed.has(key) && ` — ${t('jobs.mapping.needed')}`}
        </Typography.Text>
      ),
    },
    {
      title: t('jobs.mapping.type'),
      key: 'type',
      width: 190,
      ellipsis: true,
      render: (_, { target: { column } }) => (
        <Typography.Text type="secondary">
          {column?.nativeType ?? column?.type ?? '—'}
          {column?.isNullable === false && ' NOT NULL'}
        </Typography.Text>
      ),
    },
    {
      title: t('jobs.mapping.source'),
      key: 'source',
      width: 320,
      render: (_, row) => <SourceChoice {...props} row={row} />,
    },
    {
      title: t('jobs.mapping.verdict'),
      key: 'verdict',
      width: 150,
      render: (_, { position }) => (position === undefined ? null : <VerdictTag {...verdicts[position]} />),
    },
    {
      title: <span className="visually-hidden">{t('ui.actions')}</span>,
      key: 'remove',
      width: narrow,
      render: (_, { position, target }) =>
        position === undefined || !mayEdit ? null : (
          <Button
            type="text"
            size="small"
            aria-label={t('jobs.mapping.remove', { column: target.label })}
            icon={<DeleteOutlined aria-hidden />}
            onClick={() => onDisconnect([position])}
          />
        ),
    },
  ];
  return (
    <Table
      size="small"
      virtual
      scroll={{ y: 500, x: 800 }}
      pagination={false}
      rowKey="key"
      columns={shape}
      dataSource={rows as Row[]}
    />
  );
}

/** A column of the source, or anything typed: a constant, a function, a parameter. */
function SourceChoice({
  row,
  columns,
  sources,
  style,
  mayEdit,
  onConnect,
  onDisconnect,
}: MappingTableProps & { readonly row: Row }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const options = useMemo(() => {
    const known = sources.map(({ key, label, column }) => ({
      value: key,
      label,
      type: column?.nativeType ?? column?.type ?? '',
    }));
    return typed.trim() === '' || known.some(({ label }) => label === typed)
      ? known
      : [...known, { value: `typed:${typed}`, label: t('jobs.mapping.useTyped', { text: typed }), type: '' }];
  }, [sources, typed, t]);
  const choose = (key: string | undefined): void => {
    setTyped('');
    if (key === undefined) {
      if (row.position !== undefined) onDisconnect([row.position]);
      return;
    }
    const entry = sources.find((each) => each.key === key);
    const source = entry?.value ?? typedEntry(key.slice('typed:'.length), style);
    onConnect({ source, target: row.target.value });
  };
  return (
    <Select
      size="small"
      allowClear
      aria-label={t('jobs.mapping.sourceOf', { column: row.target.label })}
      placeholder={t('jobs.mapping.noSource')}
      className="wide"
      disabled={!mayEdit}
      value={row.line === undefined ? undefined : sourceKeyOf(columns.source, row.line.source)}
      showSearch={{ onSearch: setTyped, filterOption: (text, option) => matches(text, option?.label, option?.value) }}
      options={options}
      optionRender={({ data }) => (
        <span className="mapping-option">
          <span>{data.label}</span>
          <Typography.Text type="secondary">{data.type}</Typography.Text>
        </span>
      )}
      onChange={choose}
    />
  );
}

function matches(text: string, label: unknown, value: unknown): boolean {
  return String(value).startsWith('typed:') || String(label).toLowerCase().includes(text.trim().toLowerCase());
}
