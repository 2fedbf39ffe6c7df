import { Segmented, Tabs, Tag } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contract, shared } from '../api.ts';
import { sayDeclared } from '../i18n/say-problem.ts';
import { useParameter, useProject } from '../me.ts';
import { commands } from '../ui/commands.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { useFilters } from '../ui/filters.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { DefinitionForm } from './definition-form.tsx';
import { dataSourceQuery, environments, type DataSource, type Environment } from './queries.ts';
import { SourceActions } from './source-actions.tsx';
import { TablesTab } from './tables-tab.tsx';
import { UsedBy } from './used-by.tsx';

export default function DataSourcePage() {
  const project = useProject();
  const name = useParameter('name');
  const params = { project, name };
  const [{ tab, table }] = useFilters();
  const source = useQuery(dataSourceQuery(project, name));
  const connectors = useQuery(shared.connectors).data ?? [];
  const kind = connectors.find((each) => each.name === source.data?.type);
  return (
    <Page
      title={name}
      extra={
        source.data === undefined ? null : <Tag>{kind === undefined ? source.data.type : sayDeclared(kind.title)}</Tag>
      }
      about={source.data?.description || undefined}
      actions={
        <>
          <CopyAs route={contract.dataSources.get} input={{ params }} cli={commandOf(name, tab, table)} />
          {source.data === undefined ? null : <SourceActions source={source.data} />}
        </>
      }
    >
      <Loaded query={source}>{(found) => <SourceTabs source={found} canBrowse={kind?.canBrowse ?? false} />}</Loaded>
    </Page>
  );
}

function commandOf(name: string, tab: string | undefined, table: string | undefined): readonly string[] {
  if (tab !== 'tables') return commands.testDataSource(name);
  return table === undefined ? commands.tables(name) : commands.describeTable(name, table);
}

function SourceTabs({ source: found, canBrowse }: { readonly source: DataSource; readonly canBrowse: boolean }) {
  const { t } = useTranslation();
  const [filters, change] = useFilters();
  const environment = environmentOf(filters['environment'], found);
  const definition = found.definitions[environment];
  const items = [
    {
      key: 'connection',
      label: t('dataSources.connection'),
      children: <DefinitionForm key={environment} type={found.type} environment={environment} source={found} />,
    },
    {
      key: 'tables',
      label: t('dataSources.tables'),
      disabled: !canBrowse || definition === undefined,
      children: <TablesTab key={environment} name={found.name} environment={environment} />,
    },
    {
      key: 'users',
      label: t('dataSources.usedByCount', { count: found.usedBy }),
      children: <UsedBy name={found.name} />,
    },
  ];
  return (
    <div className="source-tabs">
      {/* Beside the tabs, but not one of them. */}
      <Segmented
        className="source-environment"
        aria-label={t('dataSources.environment')}
        value={environment}
        onChange={(next) => change({ environment: next, table: undefined })}
        options={environments.map((each) => ({
          value: each,
          label: `${t(`dataSources.${each}`)}${found.definitions[each] === undefined ? ' +' : ''}`,
        }))}
      />
      <Tabs
        destroyOnHidden
        activeKey={filters['tab'] ?? 'connection'}
        onChange={(tab) => change({ tab, table: undefined })}
        items={items}
      />
    </div>
  );
}

function environmentOf(text: string | undefined, { definitions }: DataSource): Environment {
  if (text === 'production' || text === 'development') return text;
  return definitions.production === undefined ? 'development' : 'production';
}
