import { useMutation, useQuery } from '@tanstack/react-query';
import { Descriptions, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, contract, keys, queries } from '../api.ts';
import { useParameter, useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { PageLink } from '../ui/link.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { countText, unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { Time } from '../ui/time.tsx';
import { states } from '../instances/instance-state.tsx';
import { BackfillProgress, BackfillTag, rangesText, type Backfill } from './backfill-state.tsx';
import { InstancesOfBackfill } from './instances-of.tsx';
import '../runs/runs.css';
import './backfills.css';

/** A backfill: how far it is, and its instances. */
export default function BackfillPage() {
  const project = useProject();
  const id = useParameter('backfill');
  const params = { project, backfill: id };
  const query = useQuery({
    queryKey: keys.of(project, 'instances', 'backfill', id),
    queryFn: ({ signal }) => api.backfills.get({ params, signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 5_000 : false),
  });
  const backfill = query.data;
  return (
    <Page
      title={backfill?.name ?? id}
      extra={backfill === undefined ? null : <BackfillTag state={backfill.state} />}
      actions={
        <>
          <CopyAs route={contract.backfills.get} input={{ params }} />
          {backfill === undefined ? null : <Stop backfill={backfill} />}
        </>
      }
    >
      <Loaded query={query}>{(data) => <Facts backfill={data} />}</Loaded>
    </Page>
  );
}

function Stop({ backfill }: { readonly backfill: Backfill }) {
  const { t } = useTranslation();
  const project = useProject();
  const confirm = useConfirm();
  const notice = useNotice();
  const stop = useMutation({
    mutationFn: () => api.backfills.stop({ params: { project, backfill: backfill.id } }),
    onSuccess: () => notice.done(t('backfills.stopped')),
    onError: (error) => notice.failed(error),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.of(project, 'instances') }),
  });
  const ask = async (): Promise<void> => {
    const question = { title: t('backfills.askStop', { name: backfill.name }), text: t('backfills.askStopText') };
    if (await confirm({ ...question, action: t('backfills.stop'), isDangerous: true })) stop.mutate();
  };
  const isOver = backfill.state === 'succeeded' || backfill.state === 'stopped';
  return (
    <MayButton
      needs="backfills.start"
      danger={!isOver}
      loading={stop.isPending}
      {...(isOver ? { refusal: t('backfills.isOver') } : {})}
      onClick={() => void ask()}
    >
      {t('backfills.stop')}
    </MayButton>
  );
}

function Facts({ backfill }: { readonly backfill: Backfill }) {
  const { t } = useTranslation();
  const project = useProject();
  const items = [
    [t('backfills.dates'), rangesText(backfill.ranges)],
    [t('backfills.order'), t(`backfills.orders.${backfill.order}`)],
    [t('backfills.groups'), String(backfill.groups)],
    [t('runs.by'), backfill.startedBy ?? unknownValue],
    [t('runs.startedAt'), <Time at={backfill.createdAt} />],
    [t('runs.finishedAt'), <Time at={backfill.finishedAt} />],
    [t('nav.jobs'), backfill.jobs.join(', ')],
  ] as const;
  return (
    <Flex vertical gap="middle">
      <BackfillProgress backfill={backfill} />
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2, lg: 3 }}
        items={items.map(([label, children]) => ({ key: label, label, children }))}
      />
      <Flex gap="middle" wrap>
        <PageLink to={paths.instances(project)} search={{ backfill: backfill.id }}>
          {t('backfills.allInstances', { count: backfill.total })}
        </PageLink>
        {states
          .filter((state) => (backfill.states[state] ?? 0) > 0)
          .map((state) => (
            <PageLink key={state} to={paths.instances(project)} search={{ backfill: backfill.id, state }}>
              {`${t(`instances.states.${state}`)}: ${countText(backfill.states[state])}`}
            </PageLink>
          ))}
      </Flex>
      <InstancesOfBackfill backfill={backfill.id} isOver={backfill.finishedAt !== undefined} />
    </Flex>
  );
}
