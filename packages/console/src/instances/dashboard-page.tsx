import { useQuery } from '@tanstack/react-query';
import { Flex, Table, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, type Reply } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { Chart } from '../ui/chart.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { DateInput } from '../ui/date-input.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { useFilters } from '../ui/filters.ts';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { countText, durationText } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { useZone } from '../ui/time.tsx';
import { dayBefore, todayIn } from './dates.ts';
import { FailingJobs, StateFigures } from './figures.tsx';
import '../runs/runs.css';
import './instances.css';

type Statistics = Reply<'instances', 'statistics'>;

const refreshEveryMs = 10_000;

/** How the instances of a business date stand. */
export default function OperationsPage() {
  const { t } = useTranslation();
  const project = useProject();
  const zone = useZone();
  const [filters, change] = useFilters();
  const date = filters['date'] ?? dayBefore(todayIn(zone));
  const query = { businessDate: date };
  const statistics = useQuery({
    queryKey: keys.of(project, 'instances', 'statistics', date),
    queryFn: ({ signal }) => api.instances.statistics({ params: { project }, query, signal }),
    refetchInterval: refreshEveryMs,
  });
  return (
    <Page
      title={t('nav.operations')}
      about={t('operations.about')}
      actions={
        <>
          <Flex gap={6} align="center" component="label">
            {t('instances.businessDate')}
            <DateInput value={date} onChange={(next) => change({ date: next })} />
          </Flex>
          <CopyAs route={contract.instances.statistics} input={{ params: { project }, query }} />
        </>
      }
    >
      <Loaded query={statistics} rows={8}>
        {(data) => (
          <>
            <StateFigures statistics={data} />
            {data.total === 0 ? (
              <EmptyState
                title={t('operations.none')}
                action={<PageLink to={paths.jobs(project)}>{t('runs.toJobs')}</PageLink>}
              >
                {t('operations.noneHint')}
              </EmptyState>
            ) : (
              <>
                <FinishCurve statistics={data} />
                <div className="halves">
                  <Slowest statistics={data} />
                  <Section title={t('operations.failing')}>
                    <FailingJobs statistics={data} />
                  </Section>
                  <ByType statistics={data} />
                </div>
              </>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function FinishCurve({ statistics: { finishCurve } }: { readonly statistics: Statistics }) {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <section>
      <Typography.Title level={2} className="section-title">
        {t('operations.curve', { zone })}
      </Typography.Title>
      <div className="panel chart-panel">
        <Chart
          label={t('operations.curveLabel', {
            count: finishCurve.findLast(({ today }) => today !== undefined)?.today ?? 0,
          })}
          isWhole
          xLabel={t('operations.hour')}
          x={finishCurve.map(({ hour }) => hour)}
          xText={(hour) => `${String(hour).padStart(2, '0')}:00`}
          yText={(count) => countText(Math.round(count * 10) / 10)}
          lines={[
            { label: t('operations.today'), color: 'primary', values: finishCurve.map(({ today }) => today ?? null) },
            {
              label: t('operations.yesterday'),
              color: 'success',
              values: finishCurve.map(({ yesterday }) => yesterday),
              isDashed: true,
            },
            {
              label: t('operations.average'),
              color: 'warning',
              values: finishCurve.map(({ average }) => average),
              isDashed: true,
            },
          ]}
        />
      </div>
    </section>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <section>
      <Typography.Title level={2} className="section-title">
        {title}
      </Typography.Title>
      {children}
    </section>
  );
}

function Slowest({ statistics }: { readonly statistics: Statistics }) {
  const { t } = useTranslation();
  const project = useProject();
  return (
    <Section title={t('operations.slowest')}>
      <Table
        size="small"
        className="number"
        rowKey="instance"
        pagination={false}
        dataSource={statistics.slowest}
        locale={{ emptyText: <Typography.Text type="secondary">{t('operations.nothingFinished')}</Typography.Text> }}
        columns={[
          {
            title: t('runs.job'),
            render: (_, { job, instance }) => <PageLink to={paths.instance(project, instance)}>{job}</PageLink>,
          },
          { title: t('runs.took'), align: 'right', render: (_, { seconds }) => durationText(seconds * 1_000) },
          {
            title: t('operations.usual'),
            align: 'right',
            render: (_, { averageSeconds }) => durationText(averageSeconds * 1_000),
          },
        ]}
      />
    </Section>
  );
}

function ByType({ statistics }: { readonly statistics: Statistics }) {
  const { t } = useTranslation();
  return (
    <Section title={t('operations.byType')}>
      <Table
        size="small"
        className="number"
        rowKey={({ reader, writer }) => `${reader} ${writer}`}
        pagination={false}
        dataSource={statistics.byType}
        locale={{ emptyText: <Typography.Text type="secondary">{t('operations.nothingFinished')}</Typography.Text> }}
        columns={[
          { title: t('operations.way'), render: (_, { reader, writer }) => `${reader} → ${writer}` },
          { title: t('nav.instances'), align: 'right', render: (_, { count }) => countText(count) },
          { title: t('runs.written'), align: 'right', render: (_, { rowsWritten }) => countText(rowsWritten) },
        ]}
      />
    </Section>
  );
}
