import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { saySentence } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { EmptyState } from '../ui/empty.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { bytesText, countText, durationText } from '../ui/numbers.ts';
import { reportQuery, type Report } from './report.ts';
import { isOver, type Run } from './run-state.tsx';

/** What came of it: the plan's notes, where the time went, whether the target agrees. */
export function ReportTab({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const project = useProject();
  const query = useQuery(reportQuery(project, run));
  if (!isOver(run)) return <EmptyState title={t('runs.report.later')}>{t('runs.report.laterHint')}</EmptyState>;
  return <Loaded query={query}>{(report) => <ReportView report={report} />}</Loaded>;
}

function ReportView({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const { reconciliation, notes, resumedFrom } = report;
  const items = [
    ['way', `${report.reader} → ${report.writer}`],
    ['read', countText(report.rowsRead)],
    ['written', countText(report.rowsWritten)],
    ['skipped', countText(report.rowsSkipped)],
    ['filtered', countText(report.rowsFiltered)],
    ['dirty', countText(report.rowsDirty)],
    ['volume', bytesText(report.bytes)],
    ['rate', `${countText(Math.round(report.rowsPerSecond))}/s · ${bytesText(report.bytesPerSecond)}/s`],
    ['channels', countText(report.channels)],
    ['retries', countText(report.retries)],
    ['cpu', durationText(report.cpuSeconds * 1_000)],
    ['memory', bytesText(report.peakRssBytes)],
    ['before', countText(reconciliation.countBefore)],
    ['after', countText(reconciliation.countAfter)],
  ] as const;
  return (
    <Flex vertical gap="middle">
      <Alert type={reconciliation.ok ? 'success' : 'warning'} showIcon title={saySentence(reconciliation.sentence)} />
      {report.tasks.length === 0 ? null : (
        <Typography.Paragraph>
          <strong>{t('runs.report.bottleneck')}</strong> {saySentence(report.bottleneck)}
        </Typography.Paragraph>
      )}
      {resumedFrom === undefined ? null : (
        <Typography.Text>
          {t('runs.report.resumed', {
            splits: countText(resumedFrom.tasksSkipped),
            rows: countText(resumedFrom.rowsWritten),
          })}
        </Typography.Text>
      )}
      <Descriptions
        bordered
        size="small"
        column={{ xs: 1, md: 2, xl: 3 }}
        items={items.map(([key, children]) => ({ key, label: t(`runs.report.${key}`), children }))}
      />
      {notes.length === 0 ? null : (
        <section>
          <Typography.Title level={2} className="section-title">
            {t('runs.report.notes')}
          </Typography.Title>
          <ul>
            {notes.map((note) => (
              <li key={note}>{saySentence(note)}</li>
            ))}
          </ul>
        </section>
      )}
    </Flex>
  );
}
