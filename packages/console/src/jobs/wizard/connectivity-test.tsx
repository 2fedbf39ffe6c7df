import { useMutation } from '@tanstack/react-query';
import { Flex } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { TestChecks } from '../../data-sources/health.tsx';
import { MayButton } from '../../ui/may-button.tsx';
import { ProblemBox } from '../../ui/problem.tsx';
import { StatusTag } from '../../ui/status.tsx';
import { useWizard } from './wizard-context.ts';

/** Whether the chosen resource group reaches a data source, hop by hop. */
export function ConnectivityTest({ source }: { readonly source: string }) {
  const { t } = useTranslation();
  const { project, draft, environment } = useWizard();
  const { group } = draft;
  const test = useMutation({
    mutationFn: () => api.dataSources.test({ params: { project, name: source }, body: { environment, group } }),
  });
  const { reset } = test;
  useEffect(() => reset(), [source, group, environment, reset]);
  return (
    <Flex vertical gap="small">
      <Flex gap="small" align="center">
        <MayButton needs="dataSources.look" loading={test.isPending} onClick={() => test.mutate()}>
          {t('jobs.ends.test', { group })}
        </MayButton>
        {test.data !== undefined && (
          <StatusTag
            kind={test.data.ok ? 'good' : 'bad'}
            text={t(test.data.ok ? 'jobs.ends.reached' : 'jobs.ends.notReached')}
          />
        )}
      </Flex>
      {test.error !== null && <ProblemBox error={test.error} />}
      {test.data !== undefined && (
        <div aria-live="polite">
          <TestChecks test={test.data} />
        </div>
      )}
    </Flex>
  );
}
