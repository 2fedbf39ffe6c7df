import { useQuery } from '@tanstack/react-query';
import { Descriptions, Flex, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, keys, type Reply } from '../api.ts';
import { useProject } from '../me.ts';
import { Loaded } from '../ui/loaded.tsx';
import { unknownValue } from '../ui/numbers.ts';
import type { BackfillBody } from './model.ts';

type PreviewedJob = Reply<'backfills', 'preview'>['jobs'][number];
type Step = Reply<'backfills', 'preview'>['steps'][number];

const reasons = ['named', 'descendant', 'between'] as const;

function reasonsOf(jobs: readonly PreviewedJob[]) {
  return reasons
    .map((why) => ({ why, items: jobs.filter((each) => each.why === why) }))
    .filter(({ items }) => items.length > 0);
}

/** The instances that would be made, in the order of their dates. */
export function Preview({ body: { name: _name, ...body } }: { readonly body: BackfillBody }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery({
    queryKey: keys.of(project, 'instances', 'backfill-preview', body),
    queryFn: ({ signal }) => api.backfills.preview({ params: { project }, body, signal }),
    retry: false,
    staleTime: 0,
  });
  return (
    <Loaded query={query}>
      {({ total, jobs, steps }) => (
        <Flex vertical gap="small">
          <Typography.Text strong>{t('backfills.makes', { count: total, jobs: jobs.length })}</Typography.Text>
          <Descriptions
            size="small"
            column={1}
            items={reasonsOf(jobs).map(({ why, items }) => ({
              key: why,
              label: t(`backfills.why.${why}`),
              children: (
                <Flex gap={4} wrap>
                  {items.map(({ job, isDryRun }) => (
                    <Tag key={job}>
                      {job}
                      {isDryRun ? ` · ${t('instances.dryRun')}` : ''}
                    </Tag>
                  ))}
                </Flex>
              ),
            }))}
          />
          <Table
            size="small"
            rowKey={({ businessDate, group }) => `${businessDate} ${group}`}
            dataSource={steps}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            columns={[
              { title: t('instances.businessDate'), dataIndex: 'businessDate', width: 130 },
              ...(steps.some(({ group }) => group > 0)
                ? [{ title: t('backfills.group'), width: 90, render: (_: unknown, { group }: Step) => group + 1 }]
                : []),
              { title: t('backfills.after'), width: 150, render: (_, { after }) => after ?? unknownValue },
              {
                title: t('nav.instances'),
                render: (_, { instances }) =>
                  instances
                    .map(({ job, isDryRun }) => (isDryRun ? `${job} (${t('instances.dryRun')})` : job))
                    .join(', '),
              },
            ]}
          />
        </Flex>
      )}
    </Loaded>
  );
}
