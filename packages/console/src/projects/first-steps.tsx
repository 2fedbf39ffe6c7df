import { CheckCircleFilled, PlayCircleOutlined } from '@ant-design/icons';
import { Button, Flex, Steps } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { SampleRun } from './sample-run.tsx';

const key = 'sluice.first-steps-hidden';

/** For who is here for the first time: a sample in one click, then the way to a job of one's own. */
export function FirstSteps() {
  const { t } = useTranslation();
  const project = useProject();
  const params = { project };
  const [isHidden, setHidden] = useState(() => localStorage.getItem(key) === project);
  const jobs = useQuery({
    queryKey: keys.of(project, 'jobs', 'first'),
    queryFn: () => api.jobs.list({ params, query: { limit: 1 } }),
  });
  const sources = useQuery({
    queryKey: keys.of(project, 'data-sources', 'first'),
    queryFn: () => api.dataSources.list({ params, query: { limit: 1 } }),
  });
  const start = useMutation({
    mutationFn: async () => {
      const { job } = await api.samples.create({ params });
      return api.runs.start({ params: { ...params, job }, body: { what: 'draft', environment: 'production' } });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.of(project) }),
  });
  const deployed = useQuery({
    queryKey: keys.of(project, 'jobs', 'deployed'),
    queryFn: () => api.jobs.list({ params, query: { limit: 1, state: 'deployed' } }),
  });
  // Who has a job in production is not here for the first time; until that is known, nothing jumps.
  const isKnown = deployed.isError || deployed.data?.items.length === 0;
  if ((isHidden || !isKnown) && !start.isSuccess) return null;
  const hasSources = (sources.data?.items.length ?? 0) > 0;
  const hasJobs = (jobs.data?.items.length ?? 0) > 0;
  const hide = (): void => {
    localStorage.setItem(key, project);
    setHidden(true);
  };
  const check = (isDone: boolean) => (isDone ? <CheckCircleFilled aria-hidden /> : undefined);
  return (
    <section className="panel first-steps" aria-label={t('projects.steps.title')}>
      <Flex justify="space-between" gap="middle">
        <h2>{t('projects.steps.title')}</h2>
        <Button type="text" size="small" onClick={hide}>
          {t('projects.steps.hide')}
        </Button>
      </Flex>
      <Flex vertical gap="middle">
        <Flex gap="middle" align="center" wrap>
          <Button
            type="primary"
            icon={<PlayCircleOutlined aria-hidden />}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t('projects.steps.sample')}
          </Button>
          <span>{t('projects.steps.sampleText')}</span>
        </Flex>
        {start.isError ? <ProblemBox error={start.error} /> : null}
        {start.isSuccess ? <SampleRun run={start.data} /> : null}
        <Steps
          size="small"
          orientation="horizontal"
          items={[
            {
              title: <PageLink to={paths.newDataSource(project)}>{t('projects.steps.source')}</PageLink>,
              content: t('projects.steps.sourceText'),
              icon: check(hasSources),
              status: hasSources ? 'finish' : 'process',
            },
            {
              title: <PageLink to={paths.newJob(project)}>{t('projects.steps.job')}</PageLink>,
              content: t('projects.steps.jobText'),
              icon: check(hasJobs),
              status: hasJobs ? 'finish' : 'wait',
            },
            {
              title: <PageLink to={paths.members(project)}>{t('projects.steps.people')}</PageLink>,
              content: t('projects.steps.peopleText'),
              status: 'wait',
            },
          ]}
        />
      </Flex>
    </section>
  );
}
