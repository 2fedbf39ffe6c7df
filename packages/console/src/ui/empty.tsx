import { Empty, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** What comes next, in one or two sentences. */
  readonly children?: ReactNode;
  /** The button that does it. */
  readonly action?: ReactNode;
}

/** In place of an empty list: says what would be here and how to get it. */
export function EmptyState({ title, children, action }: Props) {
  return (
    <Empty
      className="empty-state"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <Flex vertical gap={4} align="center">
          <Typography.Text strong>{title}</Typography.Text>
          <Typography.Text type="secondary" className="empty-text">
            {children}
          </Typography.Text>
        </Flex>
      }
    >
      {action}
    </Empty>
  );
}
