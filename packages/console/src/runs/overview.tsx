import { useQuery } from '@tanstack/react-query';
import { Flex, Progress as Bar, Statistic, Typography } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { saySentence } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { bytesText, countText } from '../ui/numbers.ts';
import { finishedSplits } from './finished-splits.ts';
import type { LogLine } from './log-lines.ts';
import { RateChart } from './rate-chart.tsx';
import { reportQuery } from './report.ts';
import { isOver, type Run } from './run-state.tsx';
import type { Progress, Sample } from './samples.ts';
import { SplitMap } from './split-map.tsx';

interface Props {
  readonly run: Run;
  readonly progress: Progress | undefined;
  readonly samples: readonly Sample[];
  readonly lines: readonly LogLine[];
}

/** Rows, rates and splits. */
export function Overview({ run, progress, samples, lines }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const report = useQuery(reportQuery(project, run)).data;
  const last = samples.at(-1);
  const isRunning = !isOver(run);
  // The list of lines stays the same one while it grows.
  const finished = useMemo(
    () => (isRunning ? [] : finishedSplits(lines, run.startedAt)),
    [isRunning, lines, lines.length, run.startedAt],
  );
  const rate = isRunning ? (last?.rowsWrittenPerSecond ?? undefined) : report?.rowsPerSecond;
  const bytes = isRunning ? (last?.bytesPerSecond ?? undefined) : report?.bytesPerSecond;
  return (
    <Flex vertical gap="middle">
      <Flex gap={40} wrap className="panel run-figures" role="status" aria-label={t('runs.tabs.overview')}>
        <Statistic title={t('runs.read')} value={countText(run.rowsRead ?? progress?.['rowsRead'])} />
        <Statistic title={t('runs.written')} value={countText(run.rowsWritten ?? progress?.['rowsWritten'])} />
        <Statistic title={t('runs.dirty')} value={countText(run.rowsDirty ?? progress?.['dirty'])} />
        <Statistic title={t('runs.volume')} value={bytesText(run.bytes ?? progress?.['bytesRead'])} />
        <Statistic title={t('runs.rate')} value={rate === undefined ? '—' : `${countText(Math.round(rate))}/s`} />
        <Statistic title={t('runs.byteRate')} value={bytes === undefined ? '—' : `${bytesText(bytes)}/s`} />
      </Flex>
      {isRunning ? <Done progress={progress} run={run} /> : null}
      {report === undefined || report.tasks.length === 0 ? null : (
        <Typography.Paragraph>
          <strong>{t('runs.report.bottleneck')}</strong> {saySentence(report.bottleneck)}
        </Typography.Paragraph>
      )}
      <RateChart samples={samples} isRunning={isRunning} finished={finished} />
      <SplitMap tasks={report?.tasks} progress={progress} isRunning={isRunning} />
    </Flex>
  );
}

/** How far it is, where somebody knows: rows of the estimate, or splits. */
function Done({ progress, run }: { readonly progress: Progress | undefined; readonly run: Run }) {
  const { t } = useTranslation();
  if (run.state === 'queued') return <Typography.Text>{t('runs.queuedText', { group: run.group })}</Typography.Text>;
  const { estimatedRows, rowsRead = 0, tasksDone = 0, tasksTotal = 0 } = progress ?? {};
  if (progress === undefined || (estimatedRows === undefined && tasksTotal === 0))
    return <Typography.Text>{t('runs.planning')}</Typography.Text>;
  const known = estimatedRows !== undefined && estimatedRows > 0;
  // An estimate may be too low; only the end is 100 %.
  const percent = Math.min(99, Math.round(known ? (100 * rowsRead) / estimatedRows : (100 * tasksDone) / tasksTotal));
  const text = known
    ? t('runs.ofEstimated', { rows: countText(rowsRead), estimated: countText(estimatedRows) })
    : t('runs.ofSplits', { done: countText(tasksDone), total: countText(tasksTotal) });
  return (
    <div>
      <Bar percent={percent} aria-label={text} />
      <Typography.Text type="secondary" className="number">
        {text}
      </Typography.Text>
    </div>
  );
}
