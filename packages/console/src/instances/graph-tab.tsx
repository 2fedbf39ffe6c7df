import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { Alert, Button, Drawer, Flex, Segmented, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type Reply } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { GraphView } from './graph-view.tsx';
import { cycleText, InstanceTags, type InstanceDetail } from './instance-state.tsx';
import { OperationButtons } from './operation-buttons.tsx';

export type Graph = Reply<'instances', 'graph'>;
export type GraphInstance = Graph['nodes'][number];

const mostLevels = 20;

/** The instances around one, as a drawing or as a list. */
export function GraphTab({ instance }: { readonly instance: InstanceDetail }) {
  const { t } = useTranslation();
  const project = useProject();
  const [up, setUp] = useState(1);
  const [down, setDown] = useState(1);
  const [view, setView] = useState<'drawing' | 'list'>('drawing');
  const [opened, setOpened] = useState<string>();
  const graph = useQuery({
    queryKey: keys.of(project, 'instances', 'graph', instance.id, up, down),
    queryFn: ({ signal }) =>
      api.instances.graph({ params: { project, instance: instance.id }, query: { up, down }, signal }),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
  const more = {
    up: () => setUp(Math.min(mostLevels, up + 1)),
    down: () => setDown(Math.min(mostLevels, down + 1)),
  };
  return (
    <Flex vertical gap="small">
      <Flex gap="small" wrap align="center">
        <Segmented
          aria-label={t('instances.graph.view')}
          value={view}
          onChange={setView}
          options={(['drawing', 'list'] as const).map((value) => ({ value, label: t(`instances.graph.${value}`) }))}
        />
        <Button onClick={more.up} disabled={up === mostLevels}>
          {t('instances.graph.up', { count: up })}
        </Button>
        <Button onClick={more.down} disabled={down === mostLevels}>
          {t('instances.graph.down', { count: down })}
        </Button>
        <Button
          type="link"
          disabled={up === 1 && down === 1}
          onClick={() => {
            setUp(1);
            setDown(1);
          }}
        >
          {t('instances.graph.reset')}
        </Button>
        <Typography.Text type="secondary">{t('instances.graph.legend')}</Typography.Text>
      </Flex>
      <Loaded query={graph}>
        {(data) => (
          <>
            {data.isCut ? <Alert type="warning" showIcon title={t('instances.cut', { count: 500 })} /> : null}
            {view === 'drawing' ? (
              <GraphView graph={data} center={instance.id} onOpen={setOpened} onMore={more} />
            ) : (
              <GraphList graph={data} onOpen={setOpened} />
            )}
          </>
        )}
      </Loaded>
      {opened === undefined ? null : <InstanceDrawer id={opened} onClose={() => setOpened(undefined)} />}
    </Flex>
  );
}

/** The same for those who use no pointer: every instance with its neighbours by name. */
function GraphList({ graph, onOpen }: { readonly graph: Graph; readonly onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const names = new Map(graph.nodes.map((node) => [node.id, node.job]));
  const neighbours = (id: string, own: 'parent' | 'child', other: 'parent' | 'child'): string =>
    graph.edges
      .filter((edge) => edge[own] === id)
      .map(
        (edge) => `${names.get(edge[other]) ?? ''}${edge.isCrossCycle ? ` (${t('instances.graph.otherCycle')})` : ''}`,
      )
      .join(', ');
  return (
    <Table
      size="small"
      rowKey="id"
      dataSource={[...graph.nodes].sort((one, other) => one.level - other.level)}
      pagination={{ pageSize: 50, hideOnSinglePage: true }}
      scroll={{ x: 900 }}
      columns={[
        { title: t('instances.graph.level'), dataIndex: 'level', width: 80 },
        {
          title: t('runs.job'),
          render: (_, { id, job }) => (
            <Button type="link" size="small" onClick={() => onOpen(id)}>
              {job}
            </Button>
          ),
        },
        { title: t('instances.cycleTime'), render: (_, node) => cycleText(node) },
        { title: t('ui.state'), render: (_, node) => <InstanceTags instance={node} /> },
        { title: t('instances.graph.waitsFor'), render: (_, { id }) => neighbours(id, 'child', 'parent') },
        { title: t('instances.graph.waitedFor'), render: (_, { id }) => neighbours(id, 'parent', 'child') },
      ]}
    />
  );
}

/** Another instance of the graph, with everything that may be done with it. */
export function InstanceDrawer({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery({
    queryKey: keys.of(project, 'instances', 'one', id),
    queryFn: ({ signal }) => api.instances.get({ params: { project, instance: id }, signal }),
  });
  return (
    <Drawer open size={620} title={query.data?.job ?? t('instances.one')} onClose={onClose}>
      <Loaded query={query}>
        {(instance) => (
          <Flex vertical gap="middle">
            <InstanceTags instance={instance} />
            <span>{cycleText(instance)}</span>
            <OperationButtons instance={instance} />
            {instance.waiting.map(({ text, parent }) => (
              <Typography.Text key={`${parent ?? ''} ${text}`}>{text}</Typography.Text>
            ))}
            <PageLink to={paths.instance(project, id)}>{t('instances.toPage')}</PageLink>
          </Flex>
        )}
      </Loaded>
    </Drawer>
  );
}
