import { ApiOutlined } from '@ant-design/icons';
import { Button, Flex, Typography } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, queries, shared } from '../api.ts';
import type { Values } from '../form/values.ts';
import { useMay } from '../me.ts';
import { Loaded } from '../ui/loaded.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { Time } from '../ui/time.tsx';
import { TestChecks, TestTag } from './health.tsx';
import type { ConnectivityTest, DataSource, Environment } from './queries.ts';

interface Props {
  readonly project: string;
  readonly type: string;
  readonly environment: Environment;
  readonly source: DataSource | undefined;
  /** Values of the form that are not saved; absent: the saved ones are tested, and the result is kept. */
  readonly unsaved: Values | undefined;
}

/** Tests the connection from each resource group: what is reachable here may not be reachable there. */
export function Connectivity({ project, type, environment, source, unsaved }: Props) {
  const { t } = useTranslation();
  const groups = useQuery(shared.resourceGroups);
  return (
    <section className="panel connectivity" aria-label={t('dataSources.connectivity')}>
      <Typography.Title level={2} className="section-title">
        {t('dataSources.connectivity')}
      </Typography.Title>
      <Typography.Paragraph type="secondary">
        {t(unsaved === undefined ? 'dataSources.connectivityHint' : 'dataSources.unsavedHint')}
      </Typography.Paragraph>
      <Loaded query={groups}>
        {(items) => (
          <Flex vertical gap="middle">
            {items.map(({ name }) => (
              <GroupTest key={name} {...{ project, type, environment, source, unsaved }} group={name} />
            ))}
          </Flex>
        )}
      </Loaded>
    </section>
  );
}

function GroupTest({ project, type, environment, source, unsaved, group }: Props & { readonly group: string }) {
  const { t } = useTranslation();
  const mayLook = useMay('dataSources.look');
  const [fresh, setFresh] = useState<{ readonly test: ConnectivityTest; readonly values: Values | undefined }>();
  const params = { project, name: source?.name ?? '' };
  const test = useMutation({
    mutationFn: () =>
      unsaved === undefined
        ? api.dataSources.test({ params, body: { environment, group } })
        : api.dataSources.testUnsaved({
            params: { project },
            body: { name: source?.name, environment, type, connection: { ...unsaved } as Record<string, never>, group },
          }),
    onSuccess: async (result) => {
      setFresh({ test: result, values: unsaved });
      if (unsaved === undefined) await queries.invalidateQueries({ queryKey: keys.of(project, 'data-sources') });
    },
  });
  const stored = source?.definitions[environment]?.tests.find((each) => each.group === group);
  // A result says something about the values that it was made with, and no others.
  const isFresh = fresh !== undefined && fresh.values === unsaved;
  const shown = isFresh ? fresh.test : unsaved === undefined ? stored : undefined;
  return (
    <div className="group-test">
      <Flex gap="small" align="center" wrap>
        <strong>{group}</strong>
        {shown === undefined ? null : <TestTag test={shown} isNamed />}
        {shown === undefined ? null : <Time at={shown.at} isRelative />}
        <Button
          size="small"
          className="group-test-button"
          icon={<ApiOutlined aria-hidden />}
          disabled={!mayLook}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('dataSources.test')}
        </Button>
      </Flex>
      {test.isError ? <ProblemBox error={test.error} /> : null}
      {shown === undefined ? null : <TestChecks test={shown} />}
    </div>
  );
}
