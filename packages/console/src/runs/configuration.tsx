import { useQuery } from '@tanstack/react-query';
import { Descriptions, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { EmptyState } from '../ui/empty.tsx';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { unknownValue } from '../ui/numbers.ts';
import type { Run } from './run-state.tsx';

/** What it ran with: the script with its values in place, and what these values were. */
export function Configuration({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery({
    queryKey: keys.of(project, 'runs', 'configuration', run.id),
    queryFn: ({ signal }) => api.runs.configuration({ params: { project, run: run.id }, signal }),
    staleTime: Infinity,
  });
  return (
    <Loaded query={query} rows={8}>
      {({ script, variables, dataSources, environment, group, bizdate, cyctime }) => {
        const sources = dataSources.map((name) => (
          <PageLink key={name} to={paths.dataSource(project, name)}>
            {name}
          </PageLink>
        ));
        const items = [
          [t('runs.environment'), t(`dataSources.${environment}`)],
          [t('runs.group'), group],
          [t('nav.dataSources'), sources.length === 0 ? unknownValue : <Flex gap="small">{sources}</Flex>],
          [t('runs.bizdate'), bizdate ?? unknownValue],
          [t('runs.cyctime'), cyctime ?? unknownValue],
          [t('runs.attempts'), String(run.attempts)],
        ] as const;
        return (
          <Flex vertical gap="middle">
            <Descriptions
              size="small"
              column={{ xs: 1, md: 2, lg: 3 }}
              items={items.map(([label, children]) => ({ key: label, label, children }))}
            />
            <Variables variables={variables} />
            {script === undefined ? (
              <EmptyState title={t('runs.notReadable')}>{t('runs.notReadableHint')}</EmptyState>
            ) : (
              <div>
                <Typography.Title level={2} className="section-title">
                  {t('runs.script')}
                </Typography.Title>
                <Typography.Text type="secondary">{t('runs.scriptAbout')}</Typography.Text>
                <pre className="code-block script-used" tabIndex={0} aria-label={t('runs.script')}>
                  {script}
                </pre>
              </div>
            )}
          </Flex>
        );
      }}
    </Loaded>
  );
}

function Variables({ variables }: { readonly variables: Readonly<Record<string, string>> }) {
  const items = Object.entries(variables);
  if (items.length === 0) return null;
  return (
    <Flex gap="small" wrap>
      {items.map(([name, value]) => (
        <Tag key={name} className="mono wrap">
          {name} = {value}
        </Tag>
      ))}
    </Flex>
  );
}
