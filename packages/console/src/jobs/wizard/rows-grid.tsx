import type { JsonValue } from '@sluice/core';
import { Table, Typography } from 'antd';
import { useMemo } from 'react';

export interface GridColumn {
  readonly name: string;
  readonly type: string;
  readonly target?: string | undefined;
}

interface Props {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
}

const columnWidth = 160;

/** Rows of data; NULL looks different from an empty text and from the word. */
export function RowsGrid({ label, columns, rows }: Props) {
  const shape = useMemo(
    () =>
      columns.map(({ name, type, target }, index) => ({
        key: index,
        width: columnWidth,
        ellipsis: true,
        title: (
          <div>
            <div>{target === undefined || target === name ? name : `${name} → ${target}`}</div>
            <Typography.Text type="secondary" className="not-strong">
              {type}
            </Typography.Text>
          </div>
        ),
        render: (_: unknown, { cells }: { readonly cells: readonly JsonValue[] }) => (
          <Cell value={cells[index] ?? null} />
        ),
      })),
    [columns],
  );
  return (
    <div role="region" aria-label={label} tabIndex={0}>
      <Table
        size="small"
        virtual
        bordered
        rowKey="key"
        pagination={false}
        scroll={{ x: Math.max(columns.length * columnWidth, 300), y: 320 }}
        columns={shape}
        dataSource={rows.map((cells, key) => ({ key, cells }))}
      />
    </div>
  );
}

function Cell({ value }: { readonly value: JsonValue }) {
  if (value === null)
    return (
      <Typography.Text type="secondary" italic>
        NULL
      </Typography.Text>
    );
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <span title={text} className={typeof value === 'number' ? 'number' : undefined}>
      {text}
    </span>
  );
}
