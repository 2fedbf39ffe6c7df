import { useMutation } from '@tanstack/react-query';
import { Alert, Card, Flex, Input, InputNumber, Statistic, Table, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Reply } from '../../api.ts';
import { saySentence } from '../../i18n/say-problem.ts';
import { Labelled } from '../../schedules/labelled.tsx';
import { MayButton } from '../../ui/may-button.tsx';
import { bytesText, countText } from '../../ui/numbers.ts';
import { ProblemBox } from '../../ui/problem.tsx';
import { VerdictTag } from '../mapping/verdict-tag.tsx';
import { said } from '../say-issue.ts';
import { RowsGrid } from './rows-grid.tsx';
import { TestRunResult } from './test-run-result.tsx';
import { neededVariables } from './variables.ts';
import { useWizard } from './wizard-context.ts';

/** What a run would do, the rows as they would arrive, and a run of a sample. */
export function PlanStep() {
  const { t } = useTranslation();
  const { project, job, draft, environment } = useWizard();
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [rows, setRows] = useState(100);
  const needed = neededVariables(draft.script, draft.parameters);
  const isReady = needed.every((name) => (values[name] ?? '') !== '');
  const { script, parameters, group } = draft;
  const body = {
    script,
    parameters,
    group,
    environment,
    variables: Object.fromEntries(needed.map((name) => [name, values[name] ?? ''])),
  };
  const plan = useMutation({ mutationFn: () => api.wizard.plan({ params: { project }, body }) });
  const preview = useMutation({
    mutationFn: () => api.wizard.preview({ params: { project }, body: { ...body, rows: 20 } }),
  });
  const testRun = useMutation({
    mutationFn: () => api.wizard.testRun({ params: { project, job }, body: { ...body, rows } }),
  });
  return (
    <Flex vertical gap="middle">
      {needed.length > 0 && (
        <Card size="small" title={t('jobs.run.asked')}>
          <Flex gap="middle" wrap>
            {needed.map((name) => (
              <Labelled key={name} label={<span className="mono">{name}</span>}>
                {(ids) => (
                  <Input
                    {...ids}
                    value={values[name] ?? ''}
                    onChange={({ target }) => setValues({ ...values, [name]: target.value })}
                  />
                )}
              </Labelled>
            ))}
          </Flex>
        </Card>
      )}
      <Flex gap="small" wrap align="end">
        <MayButton
          needs="dataSources.look"
          type="primary"
          disabled={!isReady}
          loading={plan.isPending}
          onClick={() => plan.mutate()}
        >
          {t('jobs.plan.action')}
        </MayButton>
        <MayButton
          needs="dataSources.look"
          disabled={!isReady}
          loading={preview.isPending}
          onClick={() => preview.mutate()}
        >
          {t('jobs.plan.preview')}
        </MayButton>
        <MayButton needs="jobs.edit" disabled={!isReady} loading={testRun.isPending} onClick={() => testRun.mutate()}>
          {t('jobs.plan.testRun')}
        </MayButton>
        <Labelled label={t('jobs.plan.rows')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={1}
              max={10_000}
              precision={0}
              value={rows}
              onChange={(next) => next !== null && setRows(next)}
            />
          )}
        </Labelled>
      </Flex>
      <Typography.Text type="secondary">{t('jobs.plan.help')}</Typography.Text>
      <div aria-live="polite">
        <Flex vertical gap="middle">
          {plan.error !== null && <ProblemBox error={plan.error} />}
          {plan.data !== undefined && <PlanView plan={plan.data} />}
          {preview.error !== null && <ProblemBox error={preview.error} />}
          {preview.data !== undefined && <PreviewView {...preview.data} />}
          {testRun.error !== null && <ProblemBox error={testRun.error} />}
          {testRun.data !== undefined && <TestRunResult result={testRun.data} />}
        </Flex>
      </div>
    </Flex>
  );
}

function PreviewView({ columns, rows, isWhole, dirty, filtered }: Reply<'wizard', 'preview'>) {
  const { t } = useTranslation();
  return (
    <Card size="small" title={t('jobs.plan.preview')}>
      <Flex vertical gap="small">
        <Typography.Text type="secondary">
          {isWhole
            ? t('jobs.source.wholeTable', { count: rows.length })
            : t('jobs.source.firstRows', { count: rows.length })}
          {(dirty > 0 || filtered > 0) && ` · ${t('jobs.plan.leftOut', { dirty, filtered })}`}
        </Typography.Text>
        <RowsGrid label={t('jobs.plan.preview')} columns={columns} rows={rows} />
      </Flex>
    </Card>
  );
}

/** The same as `sluice plan`. */
function PlanView({ plan }: { readonly plan: Reply<'wizard', 'plan'> }) {
  const { t } = useTranslation();
  return (
    <Card
      size="small"
      title={t('jobs.plan.title')}
      extra={<Typography.Text className="mono">{plan.hash}</Typography.Text>}
    >
      <Flex vertical gap="middle">
        {plan.isDestructive && <Alert type="warning" showIcon title={t('jobs.plan.destructive')} />}
        {plan.warnings.map((text) => (
          <Alert key={text} type="warning" showIcon title={saySentence(text)} className="compact-alert" />
        ))}
        {plan.issues.map(said).map(({ code, message, hint, severity }, index) => (
          <Alert
            key={`${code} ${index}`}
            type={severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'info'}
            showIcon
            title={message}
            description={hint}
            className="compact-alert"
          />
        ))}
        <Flex gap="large" wrap>
          <Statistic title={t('jobs.plan.splits')} value={plan.splits.length} />
          <Statistic title={t('jobs.plan.channels')} value={plan.channels} />
          <Statistic title={t('jobs.plan.estimatedRows')} value={countText(plan.estimatedRows)} />
          <Statistic title={t('jobs.plan.estimatedBytes')} value={bytesText(plan.estimatedBytes)} />
        </Flex>
        <Lines title={t('jobs.plan.actions')} items={plan.actions.map(saySentence)} />
        <Lines title={t('jobs.plan.notes')} items={plan.notes.map(saySentence)} />
        <Table
          size="small"
          rowKey="key"
          pagination={plan.columns.length > 50 ? { pageSize: 50 } : false}
          dataSource={plan.columns.map((column, key) => ({ ...column, key }))}
          columns={[
            {
              title: t('jobs.mapping.source'),
              render: (_, column) => `${column.source} · ${column.sourceNative ?? column.sourceType}`,
            },
            {
              title: t('jobs.mapping.target'),
              render: (_, column) => `${column.target} · ${column.targetNative ?? column.targetType}`,
            },
            {
              title: t('jobs.mapping.verdict'),
              render: (_, { verdict, note }) => <VerdictTag verdict={verdict} sentence={note} />,
            },
            { title: t('jobs.plan.note'), render: (_, { note }) => saySentence(note ?? '') },
          ]}
        />
        <Lines
          title={t('jobs.plan.splitList')}
          items={plan.splits
            .slice(0, 20)
            .map(({ label, estimatedRows }) =>
              estimatedRows === undefined ? label : `${label} · ~${countText(estimatedRows)}`,
            )}
        />
      </Flex>
    </Card>
  );
}

function Lines({ title, items }: { readonly title: string; readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <section>
      <Typography.Text strong>{title}</Typography.Text>
      <ol className="plan-lines">
        {items.map((item, index) => (
          <li key={index} className="mono">
            {item}
          </li>
        ))}
      </ol>
    </section>
  );
}
