import { Flex, Typography } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { Logo } from '../shell/logo.tsx';
import { LanguageMenu, ThemeMenu } from '../shell/preference-menus.tsx';

interface Props {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children: ReactNode;
}

/** Around the pages before the login. */
export function Gate({ title, about, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Sluice`;
  }, [title]);
  return (
    <div className="gate">
      <Flex className="gate-menus" gap={4}>
        <LanguageMenu />
        <ThemeMenu />
      </Flex>
      <main className="gate-card panel">
        <Flex align="center" gap="small" className="gate-logo">
          <Logo size={32} />
          <span>Sluice</span>
        </Flex>
        <Typography.Title level={1}>{title}</Typography.Title>
        {about === undefined ? null : <Typography.Paragraph type="secondary">{about}</Typography.Paragraph>}
        {children}
      </main>
    </div>
  );
}
