import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Flex, Table, Typography, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, api, contract, keys, type Item } from '../api.ts';
import { saySentence } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { EmptyState } from '../ui/empty.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { countText, unknownValue } from '../ui/numbers.ts';
import { RepairDrawer } from './repair-drawer.tsx';
import { isOver, type Run } from './run-state.tsx';

export type DirtyItem = Item<'runs', 'dirty'>;
type Kind = { readonly column?: string; readonly code: string };

/** Dirty records: reasons with counts, values, repair and replay. */
export function DirtyTab({ run }: { readonly run: Run }) {
  const { t } = useTranslation();
  const project = useProject();
  const [kind, setKind] = useState<Kind>();
  const [chosen, setChosen] = useState<readonly DirtyItem[]>([]);
  const [repaired, setRepaired] = useState<readonly DirtyItem[]>();
  const params = { project, run: run.id };
  const query = useInfiniteQuery({
    queryKey: keys.of(project, 'runs', 'dirty', run.id, run.state, kind),
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      api.runs.dirty({ params, query: { ...kind, after: pageParam, limit: 100 }, signal }),
    getNextPageParam: ({ items }) => (items.length < 100 ? undefined : items.at(-1)?.number),
  });
  const replay = useReplay(run);
  const columns = useDirtyColumns(setRepaired);
  return (
    <Loaded query={query}>
      {({ pages }) => {
        const { total = 0, counts = [] } = pages[0] ?? {};
        const items = pages.flatMap((page) => page.items);
        if (total === 0) return <EmptyState title={t('runs.dirtyTab.none')}>{t('runs.dirtyTab.noneHint')}</EmptyState>;
        const refusal = isOver(run) ? {} : { refusal: t('runs.dirtyTab.notYet') };
        return (
          <Flex vertical gap="middle">
            <Reasons counts={counts} chosen={kind} onChoose={setKind} />
            <Flex gap="small" wrap align="center">
              <MayButton
                needs="dirty.replay"
                {...refusal}
                onClick={() => void replay.all(total)}
                loading={replay.isPending}
              >
                {t('runs.dirtyTab.replayAll', { count: total })}
              </MayButton>
              <MayButton
                needs="dirty.replay"
                {...(chosen.length === 0 ? { refusal: t('runs.dirtyTab.chooseFirst') } : refusal)}
                onClick={() => setRepaired(chosen)}
              >
                {t('runs.dirtyTab.repair', { count: chosen.length })}
              </MayButton>
              <Button href={addressOf(contract.runs.dirtyFile, { params })} download>
                {t('runs.dirtyTab.download')}
              </Button>
            </Flex>
            {/* Scrolls by itself: the table's own way repeats the checkbox where nobody can see it. */}
            <div className="scrolls-sideways">
              <Table
                size="small"
                rowKey="number"
                pagination={false}
                columns={columns}
                dataSource={items}
                rowSelection={{
                  selectedRowKeys: chosen.map(({ number }) => number),
                  onChange: (_, rows) => setChosen(rows),
                  getTitleCheckboxProps: () => ({ 'aria-label': t('runs.dirtyTab.chooseAll') }) as never,
                  getCheckboxProps: ({ number }) => ({ 'aria-label': String(number) }) as never,
                }}
              />
            </div>
            {query.hasNextPage ? (
              <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('ui.loadMore')}
              </Button>
            ) : null}
            {repaired === undefined ? null : (
              <RepairDrawer items={repaired} replay={replay} onClose={() => setRepaired(undefined)} />
            )}
          </Flex>
        );
      }}
    </Loaded>
  );
}

export interface Replay {
  readonly isPending: boolean;
  readonly error: unknown;
  all(total: number): Promise<void>;
  some(records: DirtyItem['record'][]): void;
}

/** Writes records again, in a run of its own that is shown then. */
function useReplay(run: Run): Replay {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const notice = useNotice();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (records: DirtyItem['record'][] | undefined) =>
      api.runs.replay({ params: { project, run: run.id }, body: records === undefined ? {} : { records } }),
    onSuccess: async (made) => {
      notice.done(t('runs.dirtyTab.replayed'));
      await navigate({ to: paths.run(project, made.id) });
    },
    onError: (failure) => notice.failed(failure),
  });
  return {
    isPending,
    error,
    some: (records) => mutate(records),
    async all(total) {
      const question = { title: t('runs.dirtyTab.ask', { count: total }), text: t('runs.dirtyTab.askText') };
      if (await confirm({ ...question, action: t('runs.dirtyTab.replay') })) mutate(undefined);
    },
  };
}

interface ReasonsProps {
  readonly counts: readonly { readonly column?: string | undefined; readonly code: string; readonly count: number }[];
  readonly chosen: Kind | undefined;
  readonly onChoose: (kind: Kind | undefined) => void;
}

/** Each reason is a button that shows its records alone. */
function Reasons({ counts, chosen, onChoose }: ReasonsProps) {
  const { t } = useTranslation();
  return (
    <Flex gap="small" wrap role="group" aria-label={t('runs.dirtyTab.reasons')}>
      {counts.map(({ column, code, count }) => {
        const isChosen = chosen?.code === code && chosen.column === column;
        return (
          <Button
            key={`${column ?? ''} ${code}`}
            size="small"
            aria-pressed={isChosen}
            type={isChosen ? 'primary' : 'default'}
            onClick={() => onChoose(isChosen ? undefined : { code, ...(column === undefined ? {} : { column }) })}
          >
            {column === undefined ? '' : `${column}: `}
            {code} · {countText(count)}
          </Button>
        );
      })}
    </Flex>
  );
}

function useDirtyColumns(onRepair: (items: readonly DirtyItem[]) => void): TableColumnsType<DirtyItem> {
  const { t } = useTranslation();
  const text = (value: unknown): string =>
    value === undefined ? unknownValue : typeof value === 'string' ? value : JSON.stringify(value);
  return [
    { title: '#', dataIndex: 'number', width: 70 },
    { title: t('runs.dirtyTab.column'), width: 140, render: (_, { record }) => text(record['column']) },
    {
      title: t('runs.dirtyTab.reason'),
      render: (_, { record }) => (
        <Flex vertical>
          <span>{saySentence(text(record['reason']))}</span>
          <Typography.Text type="secondary" className="mono">
            {text(record['code'])}
          </Typography.Text>
        </Flex>
      ),
    },
    {
      title: t('runs.dirtyTab.values'),
      render: (_, { record }) => <span className="mono wrap">{text(record['values'] ?? record['raw'])}</span>,
    },
    {
      title: t('runs.dirtyTab.origin'),
      render: (_, { record }) => <span className="wrap">{text(record['origin'])}</span>,
    },
    {
      title: t('ui.actions'),
      width: 120,
      render: (_, item) => (
        <MayButton needs="dirty.replay" size="small" onClick={() => onRepair([item])}>
          {t('runs.dirtyTab.edit')}
        </MayButton>
      ),
    },
  ];
}
