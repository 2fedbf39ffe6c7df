import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../api.ts';
import { attemptText, instanceTookMs, InstanceTags } from '../instances/instance-state.tsx';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { countText, durationText } from '../ui/numbers.ts';
import { Time } from '../ui/time.tsx';

/** More of them are looked at in the list of instances, with its filters. */
const shown = 50;
const refreshEveryMs = 5_000;

/** The first instances of a backfill. */
export function InstancesOfBackfill({ backfill, isOver }: { readonly backfill: string; readonly isOver: boolean }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery({
    queryKey: keys.of(project, 'instances', 'of-backfill', backfill),
    queryFn: ({ signal }) => api.instances.list({ params: { project }, query: { backfill, limit: shown }, signal }),
    refetchInterval: isOver ? false : refreshEveryMs,
    placeholderData: keepPreviousData,
  });
  return (
    <Loaded query={query} rows={6}>
      {({ items }) => (
        <Table
          className="number"
          size="small"
          rowKey="id"
          pagination={false}
          scroll={{ x: 900 }}
          dataSource={items}
          columns={[
            {
              title: t('runs.job'),
              render: (_, { id, job }) => <PageLink to={paths.instance(project, id)}>{job}</PageLink>,
            },
            { title: t('instances.businessDate'), dataIndex: 'businessDate' },
            { title: t('ui.state'), render: (_, instance) => <InstanceTags instance={instance} /> },
            { title: t('runs.startedAt'), render: (_, { startedAt }) => <Time at={startedAt} /> },
            {
              title: t('runs.took'),
              align: 'right',
              render: (_, instance) => durationText(instanceTookMs(instance)),
            },
            { title: t('instances.attempt'), align: 'right', render: (_, instance) => attemptText(instance) },
            { title: t('runs.written'), align: 'right', render: (_, { rowsWritten }) => countText(rowsWritten) },
          ]}
        />
      )}
    </Loaded>
  );
}
