import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  MinusCircleOutlined,
  PauseCircleOutlined,
  StopOutlined,
  SyncOutlined,
} from '@ant-design/icons';
import { Tag } from 'antd';
import type { ReactNode } from 'react';

/** What a state means for people; colour, icon and text always go together. */
export type StatusKind = 'good' | 'bad' | 'active' | 'waiting' | 'warning' | 'stopped' | 'paused' | 'none';

const looks: Record<StatusKind, { readonly color: string; readonly icon: ReactNode }> = {
  good: { color: 'success', icon: <CheckCircleOutlined aria-hidden /> },
  bad: { color: 'error', icon: <CloseCircleOutlined aria-hidden /> },
  active: { color: 'processing', icon: <SyncOutlined aria-hidden /> },
  waiting: { color: 'default', icon: <ClockCircleOutlined aria-hidden /> },
  warning: { color: 'warning', icon: <ExclamationCircleOutlined aria-hidden /> },
  stopped: { color: 'default', icon: <StopOutlined aria-hidden /> },
  paused: { color: 'warning', icon: <PauseCircleOutlined aria-hidden /> },
  none: { color: 'default', icon: <MinusCircleOutlined aria-hidden /> },
};

interface Props {
  readonly kind: StatusKind;
  readonly text: string;
}

/** A state as icon and text. */
export function StatusTag({ kind, text }: Props) {
  const { color, icon } = looks[kind];
  return (
    <Tag color={color} icon={icon} className="status">
      {text}
    </Tag>
  );
}
