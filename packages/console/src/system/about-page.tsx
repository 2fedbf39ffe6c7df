import { Card, Descriptions, Flex } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contract, shared } from '../api.ts';
import { sayDeclared } from '../i18n/say-problem.ts';
import { Logo } from '../shell/logo.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { useZone } from '../ui/time.tsx';

export default function AboutPage() {
  const { t } = useTranslation();
  const zone = useZone();
  const about = useQuery(shared.about);
  const connectors = useQuery(shared.connectors);
  return (
    <Page title={t('nav.about')} actions={<CopyAs route={contract.system.about} />}>
      <Card>
        <Flex gap="middle" align="center" className="about-head">
          <Logo size={40} />
          <span>{t('system.product')}</span>
        </Flex>
        <Loaded query={about}>
          {({ version }) => (
            <Descriptions
              column={1}
              items={[
                { key: 'version', label: t('system.version'), children: version },
                { key: 'licence', label: t('system.licence'), children: 'Apache-2.0' },
                { key: 'zone', label: t('system.zone'), children: zone },
                { key: 'api', label: t('system.api'), children: <a href="/openapi.json">/openapi.json</a> },
              ]}
            />
          )}
        </Loaded>
      </Card>
      <Card title={t('system.connectors')}>
        <Loaded query={connectors}>
          {(items) => (
            <Descriptions
              column={1}
              size="small"
              items={items.map(({ name, title, summary }) => ({
                key: name,
                label: sayDeclared(title),
                children: sayDeclared(summary),
              }))}
            />
          )}
        </Loaded>
      </Card>
    </Page>
  );
}
