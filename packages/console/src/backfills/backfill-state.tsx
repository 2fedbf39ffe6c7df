import { Flex, Progress, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Item } from '../api.ts';
import { states } from '../instances/instance-state.tsx';
import { countText } from '../ui/numbers.ts';
import { StatusTag, type StatusKind } from '../ui/status.tsx';

export type Backfill = Item<'backfills', 'list'>;

const kinds: Record<Backfill['state'], StatusKind> = {
  running: 'active',
  succeeded: 'good',
  failed: 'bad',
  stopped: 'stopped',
};

export function BackfillTag({ state }: Pick<Backfill, 'state'>) {
  const { t } = useTranslation();
  return <StatusTag kind={kinds[state]} text={t(`backfills.states.${state}`)} />;
}

/** `2026-11-01 – 2026-11-03, 2026-11-10` */
export function rangesText(ranges: Backfill['ranges']): string {
  return ranges.map(({ from, to }) => (from === to ? from : `${from} – ${to}`)).join(', ');
}

/** How many instances have succeeded, and how the others stand. */
export function BackfillProgress({ backfill }: { readonly backfill: Backfill }) {
  const { t } = useTranslation();
  const { total, states: counts } = backfill;
  const done = counts.success ?? 0;
  const text = t('backfills.done', { done: countText(done), total: countText(total) });
  const others = states.filter((state) => state !== 'success' && (counts[state] ?? 0) > 0);
  return (
    <Flex vertical className="backfill-progress">
      <Progress
        percent={total === 0 ? 0 : Math.floor((100 * done) / total)}
        size="small"
        aria-label={text}
        {...((counts.failure ?? 0) > 0 ? { status: 'exception' as const } : {})}
      />
      <Typography.Text type="secondary" className="number">
        {[text, ...others.map((state) => `${t(`instances.states.${state}`)} ${counts[state] ?? 0}`)].join(' · ')}
      </Typography.Text>
    </Flex>
  );
}
