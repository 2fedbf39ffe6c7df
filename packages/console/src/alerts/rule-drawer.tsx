import { useQuery } from '@tanstack/react-query';
import { Checkbox, Flex, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { kinds } from '../instances/instance-state.tsx';
import { useProject } from '../me.ts';
import { JobSelect } from '../runs/job-select.tsx';
import { TimeInput } from '../ui/date-input.tsx';
import { EditDrawer, useEdited } from './edit-drawer.tsx';
import { alertQueries, type Rule, type RuleBody } from './queries.ts';
import { ruleBodyOf } from './rule-model.ts';
import { TriggerFields } from './trigger-fields.tsx';

interface Props {
  /** Absent: a new one. */
  readonly rule?: Rule;
  readonly start: RuleBody;
  readonly onClose: () => void;
}

/** A rule as a form. */
export function RuleDrawer({ rule, start, onClose }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const params = { project, rule: rule?.id ?? '' };
  const edited = useEdited<Rule, RuleBody>({
    stored: rule,
    start: ruleBodyOf(start),
    bodyOf: ruleBodyOf,
    create: (body) => api.alerts.createRule({ params: { project }, body }),
    change: (body, ifMatch) => api.alerts.changeRule({ params, body, ifMatch }),
    load: () => api.alerts.rule({ params }),
    onClose,
  });
  const { body, setBody } = edited;
  const nameless = body.name.trim() === '' ? t('alerts.nameMissing') : undefined;
  return (
    <EditDrawer
      edited={edited}
      title={rule?.name ?? t('alerts.newRule')}
      refusal={nameless ?? (body.triggers.length === 0 ? t('alerts.triggerMissing') : undefined)}
      onClose={onClose}
    >
      <RuleForm body={body} onChange={(changes) => setBody({ ...body, ...changes })} />
    </EditDrawer>
  );
}

interface FormProps {
  readonly body: RuleBody;
  readonly onChange: (changes: Partial<RuleBody>) => void;
}

function RuleForm({ body, onChange }: FormProps) {
  const { t } = useTranslation();
  const project = useProject();
  const id = useId();
  const channels = useQuery(alertQueries.channels(project)).data ?? [];
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t('ui.name')} htmlFor={`${id}-name`} required>
        <Input
          id={`${id}-name`}
          maxLength={80}
          value={body.name}
          onChange={({ target }) => onChange({ name: target.value })}
        />
      </Form.Item>
      <Form.Item>
        <Checkbox checked={body.isEnabled !== false} onChange={({ target }) => onChange({ isEnabled: target.checked })}>
          {t('alerts.enabled')}
        </Checkbox>
      </Form.Item>
      <Form.Item label={t('alerts.covers')}>
        <ScopeFields scope={body.scope} onChange={(scope) => onChange({ scope })} />
      </Form.Item>
      <Form.Item label={t('alerts.when')}>
        <TriggerFields triggers={body.triggers} onChange={(triggers) => onChange({ triggers })} />
      </Form.Item>
      <Form.Item label={t('alerts.instances')}>
        <Flex wrap gap="small">
          <Checkbox.Group
            value={body.instanceKinds ?? []}
            onChange={(values) => onChange({ instanceKinds: values })}
            options={kinds.map((value) => ({ value, label: t(`instances.kinds.${value}`) }))}
          />
          <Checkbox
            checked={body.coversManualRuns === true}
            onChange={({ target }) => onChange({ coversManualRuns: target.checked })}
          >
            {t('alerts.manualRuns')}
          </Checkbox>
        </Flex>
      </Form.Item>
      <Form.Item label={t('alerts.tabs.channels')} htmlFor={`${id}-channels`} extra={t('alerts.channelsHint')}>
        <Select
          id={`${id}-channels`}
          mode="multiple"
          value={[...(body.channels ?? [])]}
          onChange={(names) => onChange({ channels: names })}
          options={channels.map(({ name }) => ({ value: name, label: name }))}
        />
      </Form.Item>
      <SendingFields body={body} onChange={onChange} />
    </Form>
  );
}

function ScopeFields({
  scope,
  onChange,
}: {
  readonly scope: RuleBody['scope'];
  readonly onChange: (scope: RuleBody['scope']) => void;
}) {
  const { t } = useTranslation();
  const choose = (kind: RuleBody['scope']['kind']): void => {
    if (kind === 'project') onChange({ kind });
    else onChange(kind === 'job' ? { kind, job: '' } : { kind, folder: '' });
  };
  return (
    <Flex vertical gap="small" align="start">
      <Radio.Group
        aria-label={t('alerts.covers')}
        value={scope.kind}
        onChange={({ target }) => choose(target.value as RuleBody['scope']['kind'])}
        options={(['project', 'folder', 'job'] as const).map((value) => ({
          value,
          label: t(`alerts.scopes.${value}`),
        }))}
      />
      {scope.kind === 'job' ? (
        <JobSelect
          value={scope.job === '' ? undefined : scope.job}
          onChange={(job) => onChange({ kind: 'job', job: job ?? '' })}
        />
      ) : null}
      {scope.kind === 'folder' ? (
        <Input
          aria-label={t('alerts.scopes.folder')}
          value={scope.folder}
          onChange={({ target }) => onChange({ kind: 'folder', folder: target.value })}
        />
      ) : null}
    </Flex>
  );
}

function SendingFields({ body, onChange }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const quiet = body.quietHours;
  return (
    <>
      <Flex gap="middle" wrap>
        <Form.Item label={t('alerts.mostPerDay')} htmlFor={`${id}-most`}>
          <InputNumber
            id={`${id}-most`}
            min={1}
            max={10_000}
            value={body.mostPerDay ?? 100}
            onChange={(value) => onChange({ mostPerDay: value ?? 100 })}
          />
        </Form.Item>
        <Form.Item label={t('alerts.interval')} htmlFor={`${id}-interval`}>
          <InputNumber
            id={`${id}-interval`}
            min={0}
            max={1_440}
            value={body.leastIntervalMinutes ?? 0}
            onChange={(value) => onChange({ leastIntervalMinutes: value ?? 0 })}
          />
        </Form.Item>
      </Flex>
      <Form.Item label={t('alerts.quiet')} extra={t('alerts.quietHint')}>
        <Flex gap="small" align="center" wrap>
          <Checkbox
            checked={quiet !== undefined}
            onChange={({ target }) =>
              onChange({ quietHours: target.checked ? { from: '22:00', to: '07:00' } : undefined })
            }
          >
            {t('alerts.quietOn')}
          </Checkbox>
          {quiet === undefined
            ? null
            : (['from', 'to'] as const).map((end) => (
                <Flex key={end} gap={6} align="center" component="label">
                  {t(`runs.${end}`)}
                  <TimeInput
                    value={quiet[end]}
                    onChange={(time) => onChange({ quietHours: { ...quiet, [end]: time } })}
                  />
                </Flex>
              ))}
        </Flex>
      </Form.Item>
      <Form.Item label={t('alerts.heldBack')}>
        <Radio.Group
          aria-label={t('alerts.heldBack')}
          value={body.heldBack ?? 'summary'}
          onChange={({ target }) => onChange({ heldBack: target.value as 'summary' | 'drop' })}
          options={(['summary', 'drop'] as const).map((value) => ({ value, label: t(`alerts.heldBackAs.${value}`) }))}
        />
      </Form.Item>
    </>
  );
}
