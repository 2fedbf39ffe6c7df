import { Alert, Card, Flex, Statistic, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Reply } from '../../api.ts';
import { saySentence } from '../../i18n/say-problem.ts';
import { countText } from '../../ui/numbers.ts';
import { ProblemBox } from '../../ui/problem.tsx';
import { StatusTag } from '../../ui/status.tsx';

const kinds = { succeeded: 'good', failed: 'bad', stopped: 'stopped' } as const;

/** How a sample fared, and whether anything of it is left at the target. */
export function TestRunResult({ result }: { readonly result: Reply<'wizard', 'testRun'> }) {
  const { t } = useTranslation();
  const { state, rowsRead, rowsWritten, rowsDirty, place, isRemoved, notes, dirty, error } = result;
  return (
    <Card
      size="small"
      title={t('jobs.plan.testRun')}
      extra={<StatusTag kind={kinds[state]} text={t(`jobs.plan.states.${state}`)} />}
    >
      <Flex vertical gap="middle">
        {error !== undefined && <ProblemBox error={error} />}
        <Flex gap="large" wrap>
          <Statistic title={t('jobs.runs.read')} value={countText(rowsRead)} />
          <Statistic title={t('jobs.runs.written')} value={countText(rowsWritten)} />
          <Statistic title={t('jobs.runs.dirty')} value={countText(rowsDirty)} />
        </Flex>
        {place !== undefined && (
          <Alert
            type={isRemoved ? 'success' : 'warning'}
            showIcon
            title={t(isRemoved ? 'jobs.plan.removed' : 'jobs.plan.notRemoved', { place })}
          />
        )}
        {notes.map((note) => (
          <Typography.Text key={note} type="secondary">
            {saySentence(note)}
          </Typography.Text>
        ))}
        {dirty.length > 0 && (
          <pre className="code-block" tabIndex={0} aria-label={t('jobs.runs.dirty')}>
            {dirty.map((record) => JSON.stringify(record)).join('\n')}
          </pre>
        )}
      </Flex>
    </Card>
  );
}
