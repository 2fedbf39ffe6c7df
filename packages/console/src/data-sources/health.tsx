import { Flex, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { sayCheck, sayStep } from '../i18n/say-problem.ts';
import { durationText } from '../ui/numbers.ts';
import { StatusTag } from '../ui/status.tsx';
import { Time } from '../ui/time.tsx';
import { environments, type ConnectivityTest, type DataSource } from './queries.ts';

/** The last test from each resource group; a failure names its hop. */
export function Health({ source }: { readonly source: DataSource }) {
  const { t } = useTranslation();
  const tests = environments.flatMap((environment) => source.definitions[environment]?.tests ?? []);
  if (tests.length === 0) return <StatusTag kind="none" text={t('dataSources.notTested')} />;
  return (
    <Flex gap={4} wrap>
      {tests.map((test, index) => (
        <TestTag key={index} test={test} />
      ))}
    </Flex>
  );
}

/** Names its resource group, unless it stands beside the name. */
export function TestTag({ test, isNamed = false }: { readonly test: ConnectivityTest; readonly isNamed?: boolean }) {
  const { t } = useTranslation();
  const failed = failedHop(test);
  const alone = test.ok ? t('dataSources.works') : sayStep(failed?.step ?? '');
  const text = isNamed ? alone : test.ok ? test.group : `${test.group}: ${sayStep(failed?.step ?? '')}`;
  return (
    <Tooltip
      title={
        <>
          {failed === undefined ? null : <div>{sayCheck(failed).message}</div>}
          <Time at={test.at} />
        </>
      }
    >
      <span tabIndex={0}>
        <StatusTag kind={test.ok ? 'good' : 'bad'} text={text} />
      </span>
    </Tooltip>
  );
}

export function failedHop({ checks }: ConnectivityTest) {
  return checks.find(({ ok }) => !ok);
}

/** Every hop of a test, in order; what came after the failed one was not tried. */
export function TestChecks({ test }: { readonly test: ConnectivityTest }) {
  const { t } = useTranslation();
  return (
    <ol className="checks" aria-label={t('dataSources.checks')}>
      {test.checks.map((check) => {
        const { message, hint } = sayCheck(check);
        return (
          <li key={check.step}>
            <StatusTag kind={check.ok ? 'good' : 'bad'} text={sayStep(check.step)} />
            <span className="check-detail">{message}</span>
            <Typography.Text type="secondary" className="number">
              {durationText(check.ms)}
            </Typography.Text>
            {hint === undefined ? null : <p className="check-hint">{hint}</p>}
          </li>
        );
      })}
    </ol>
  );
}
