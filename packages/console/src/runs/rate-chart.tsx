import { Flex, Segmented, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart, type ChartLine } from '../ui/chart.tsx';
import { bytesText, countText, durationText } from '../ui/numbers.ts';
import type { FinishedSplit } from './finished-splits.ts';
import type { Sample } from './samples.ts';

type Kind = 'rows' | 'bytes' | 'waits';

interface Props {
  readonly samples: readonly Sample[];
  readonly isRunning: boolean;
  /** What the log tells of a run that nobody watched. */
  readonly finished: readonly FinishedSplit[];
}

/** Rows, bytes and waits over the time of the run, as far as this page has watched it. */
export function RateChart({ samples, isRunning, finished }: Props) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>('rows');
  if (samples.length < 2 && finished.length > 0) return <Growth finished={finished} />;
  if (samples.length < 2)
    return isRunning ? null : <Typography.Text type="secondary">{t('runs.chart.notWatched')}</Typography.Text>;
  const line = (
    label: string,
    color: ChartLine['color'],
    pick: (sample: Sample) => number | null,
    isDashed = false,
  ) => ({
    label,
    color,
    values: samples.map(pick),
    isDashed,
  });
  const lines: Record<Kind, readonly ChartLine[]> = {
    rows: [
      line(t('runs.chart.read'), 'primary', (sample) => sample.rowsReadPerSecond),
      line(t('runs.chart.written'), 'success', (sample) => sample.rowsWrittenPerSecond, true),
    ],
    bytes: [line(t('runs.chart.bytes'), 'primary', (sample) => sample.bytesPerSecond)],
    waits: [
      line(t('runs.chart.reader'), 'primary', (sample) => sample.readerWait),
      line(t('runs.chart.writer'), 'success', (sample) => sample.writerWait, true),
      line(t('runs.chart.limiter'), 'warning', (sample) => sample.limiterWait),
    ],
  };
  const texts: Record<Kind, (value: number) => string> = {
    rows: (value) => `${countText(Math.round(value))}/s`,
    bytes: (value) => `${bytesText(value)}/s`,
    waits: (value) => `${Math.round(value)} %`,
  };
  return (
    <Flex vertical gap="small" align="start">
      <Segmented
        aria-label={t('runs.chart.choose')}
        value={kind}
        onChange={setKind}
        options={(['rows', 'bytes', 'waits'] as const).map((value) => ({
          value,
          label: t(`runs.chart.kinds.${value}`),
        }))}
      />
      <div className="panel chart-panel">
        <Chart
          label={t(`runs.chart.kinds.${kind}`)}
          xLabel={t('runs.chart.elapsed')}
          x={samples.map(({ seconds }) => seconds)}
          xText={(seconds) => durationText(seconds * 1_000)}
          yText={texts[kind]}
          lines={lines[kind]}
        />
      </div>
    </Flex>
  );
}

/** Rows over time, as splits were finished. */
function Growth({ finished }: Pick<Props, 'finished'>) {
  const { t } = useTranslation();
  return (
    <section className="panel chart-panel">
      <Typography.Text strong>{t('runs.chart.growth')}</Typography.Text>
      <Chart
        label={t('runs.chart.growth')}
        xLabel={t('runs.chart.elapsed')}
        x={finished.map(({ seconds }) => seconds)}
        xText={(seconds) => durationText(seconds * 1_000)}
        yText={(rows) => countText(Math.round(rows))}
        lines={[{ label: t('runs.written'), color: 'primary', values: finished.map(({ rows }) => rows) }]}
        height={180}
        isWhole
      />
    </section>
  );
}
