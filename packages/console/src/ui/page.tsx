import { Flex, Typography } from 'antd';
import { useEffect, type ReactNode } from 'react';

interface Props {
  readonly title: string;
  /** Beside the title: status, tags. */
  readonly extra?: ReactNode;
  /** One sentence below the title. */
  readonly about?: ReactNode;
  /** Buttons at the right; the main one last. */
  readonly actions?: ReactNode;
  /** Uses the whole height: lists that scroll by themselves, canvases. */
  readonly isFilling?: boolean;
  readonly children: ReactNode;
}

/** The frame of every page: one heading, its buttons, its content. */
export function Page({ title, extra, about, actions, isFilling = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Sluice`;
  }, [title]);
  return (
    <div className={isFilling ? 'page page-filling' : 'page'}>
      <Flex className="page-head" justify="space-between" align="center" gap="middle" wrap>
        <Flex gap="small" align="center" wrap className="page-title">
          <Typography.Title level={1}>{title}</Typography.Title>
          {extra}
        </Flex>
        <Flex gap="small" align="center" wrap>
          {actions}
        </Flex>
      </Flex>
      {about === undefined ? null : (
        <Typography.Paragraph type="secondary" className="page-about">
          {about}
        </Typography.Paragraph>
      )}
      {children}
    </div>
  );
}
