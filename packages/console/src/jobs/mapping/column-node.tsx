import { FunctionOutlined, NumberOutlined, FieldTimeOutlined, QuestionOutlined } from '@ant-design/icons';
import type { LineVerdict } from '@sluice/core';
import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { Tooltip, Typography } from 'antd';
import { memo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entry, SourceKind } from './entries.ts';
import { VerdictTag } from './verdict-tag.tsx';

export type ColumnNodeType = Node<
  {
    readonly entry: Entry;
    readonly side: 'source' | 'target';
    readonly mayEdit: boolean;
    readonly isMapped: boolean;
    readonly isNeeded: boolean;
    readonly verdict: LineVerdict | undefined;
  },
  'column'
>;

const icons: Partial<Record<SourceKind, ReactNode>> = {
  constant: <NumberOutlined aria-hidden />,
  parameter: <FieldTimeOutlined aria-hidden />,
  function: <FunctionOutlined aria-hidden />,
  other: <QuestionOutlined aria-hidden />,
};

/** One column on the canvas: name, type, and what becomes of its values. */
export const ColumnNode = memo(function ColumnNode({ data }: NodeProps<ColumnNodeType>) {
  const { t } = useTranslation();
  const { entry, side, mayEdit, isMapped, isNeeded, verdict } = data;
  const { column, label, kind } = entry;
  const state = isNeeded ? 'needed' : isMapped ? 'mapped' : 'free';
  return (
    <div className={`mapping-column ${state}`}>
      <Handle type={side} position={side === 'source' ? Position.Right : Position.Left} isConnectable={mayEdit} />
      {verdict !== undefined && <VerdictTag {...verdict} isShort />}
      {icons[kind]}
      <Typography.Text ellipsis className="mapping-name" title={label}>
        {label}
      </Typography.Text>
      {side === 'target' && column?.isNullable === false && (
        <Tooltip title={isNeeded ? t('jobs.mapping.needed') : t('jobs.mapping.notNull')}>
          <Typography.Text type={isNeeded ? 'danger' : 'secondary'} className="mapping-required">
            NOT NULL
          </Typography.Text>
        </Tooltip>
      )}
      <Typography.Text type="secondary" ellipsis className="mapping-type" title={column?.nativeType ?? column?.type}>
        {column === undefined ? t(`jobs.mapping.kinds.${kind}`) : (column.nativeType ?? column.type ?? '—')}
      </Typography.Text>
    </div>
  );
});
