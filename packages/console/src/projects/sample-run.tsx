import { Flex, Statistic } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addressOf, api, contract, keys, queries, type Reply } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { LiveBanner, useEvents } from '../ui/live.tsx';
import { countText, durationText } from '../ui/numbers.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { StatusTag } from '../ui/status.tsx';
import { runKinds } from './run-states.ts';

type Run = Reply<'runs', 'get'>;

/** The rows of the sample job while they move. */
export function SampleRun({ run: started }: { readonly run: Run }) {
  const { t } = useTranslation();
  const project = useProject();
  const params = { project, run: started.id };
  const queryKey = keys.of(project, 'runs', started.id);
  const run = useQuery({ queryKey, queryFn: () => api.runs.get({ params }), initialData: started }).data;
  const [progress, setProgress] = useState<Readonly<Record<string, number>>>({});
  const isOver = !['queued', 'running'].includes(run.state);
  const live = useEvents({
    address: isOver ? undefined : addressOf(contract.runs.events, { params }),
    events: ['progress', 'state'],
    onEvent: (event, data) => {
      if (event === 'progress') setProgress(data as Record<string, number>);
      else void queries.invalidateQueries({ queryKey: keys.of(project, 'runs') });
    },
  });
  const { rowsRead = progress['rowsRead'], rowsWritten = progress['rowsWritten'], startedAt, finishedAt } = run;
  const tookMs =
    startedAt === undefined || finishedAt === undefined ? undefined : Date.parse(finishedAt) - Date.parse(startedAt);
  return (
    <div className="sample-run" role="status">
      <LiveBanner state={live} />
      <Flex gap="large" align="center" wrap>
        <StatusTag kind={runKinds[run.state]} text={t(`projects.runStates.${run.state}`)} />
        <Statistic title={t('projects.home.read')} value={countText(rowsRead)} />
        <Statistic title={t('projects.home.written')} value={countText(rowsWritten)} />
        <Statistic title={t('projects.home.took')} value={durationText(tookMs)} />
        <Flex vertical>
          <PageLink to={paths.dataSource(project, 'sample-warehouse')}>{t('projects.steps.seeRows')}</PageLink>
          {run.job === undefined ? null : (
            <PageLink to={paths.job(project, run.job)}>{t('projects.steps.seeJob')}</PageLink>
          )}
        </Flex>
      </Flex>
      {run.error === undefined ? null : <ProblemBox error={{ ...run.error, hint: run.error.suggestion }} />}
    </div>
  );
}
