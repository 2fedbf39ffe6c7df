import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Form, Input, Select, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { ConnectorFields } from '../form/connector-fields.tsx';
import { missingFields, type Values } from '../form/values.ts';
import { sayDeclared } from '../i18n/say-problem.ts';
import { useProject } from '../me.ts';
import { MayButton } from '../ui/may-button.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { EditDrawer, useEdited } from './edit-drawer.tsx';
import { alertQueries, type Channel, type ChannelBody } from './queries.ts';

interface Props {
  /** Absent: a new one. */
  readonly channel?: Channel;
  readonly onClose: () => void;
}

/** A channel: its kind, the fields that the kind declares, a test before it is saved. */
export function ChannelDrawer({ channel, onClose }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const kinds = useQuery(alertQueries.kinds).data ?? [];
  const params = { project, channel: channel?.name ?? '' };
  const edited = useEdited<Channel, ChannelBody>({
    stored: channel,
    start: channel === undefined ? newChannel : bodyOf(channel),
    bodyOf,
    create: (body) => api.alerts.createChannel({ params: { project }, body }),
    change: (body, ifMatch) => api.alerts.changeChannel({ params, body, ifMatch }),
    load: () => api.alerts.channel({ params }),
    onClose,
  });
  const { body, setBody } = edited;
  const test = useMutation({
    mutationFn: () => {
      const { name: _name, description: _description, ...rest } = body;
      return api.alerts.testUnsaved({
        params: { project },
        body: { ...rest, ...(channel === undefined ? {} : { saved: channel.name }) },
      });
    },
  });
  const fields = kinds.find(({ kind }) => kind === body.kind)?.fields ?? [];
  const missing = missingFields(fields, body.options as Values);
  const incomplete = missing.length === 0 ? undefined : t('alerts.fieldsMissing', { fields: missing.join(', ') });
  return (
    <EditDrawer
      edited={edited}
      title={channel?.name ?? t('alerts.newChannel')}
      refusal={body.name.trim() === '' ? t('alerts.nameMissing') : incomplete}
      onClose={onClose}
      actions={
        <MayButton needs="alerts.edit" loading={test.isPending} refusal={incomplete} onClick={() => test.mutate()}>
          {t('alerts.test')}
        </MayButton>
      }
    >
      <ChannelForm body={body} onChange={setBody} isNew={channel === undefined} />
      {test.data === undefined ? null : (
        <Alert
          type={test.data.ok ? 'success' : 'error'}
          showIcon
          role="status"
          title={test.data.detail}
          description={[test.data.hint, test.data.code].filter(Boolean).join(' · ')}
        />
      )}
      {test.isError ? <ProblemBox error={test.error} /> : null}
    </EditDrawer>
  );
}

interface FormProps {
  readonly body: ChannelBody;
  readonly onChange: (body: ChannelBody) => void;
  readonly isNew: boolean;
}

function ChannelForm({ body, onChange, isNew }: FormProps) {
  const { t } = useTranslation();
  const id = useId();
  const kinds = useQuery(alertQueries.kinds).data ?? [];
  const kind = kinds.find((each) => each.kind === body.kind);
  return (
    <>
      <Form layout="vertical" component="div">
        <Form.Item label={t('ui.name')} htmlFor={`${id}-name`} required>
          <Input
            id={`${id}-name`}
            value={body.name}
            onChange={({ target }) => onChange({ ...body, name: target.value })}
          />
        </Form.Item>
        <Form.Item label={t('alerts.kind')} htmlFor={`${id}-kind`}>
          <Select
            id={`${id}-kind`}
            value={body.kind}
            disabled={!isNew}
            onChange={(next) => onChange({ ...body, kind: next, options: {} })}
            options={kinds.map((each) => ({ value: each.kind, label: sayDeclared(each.title) }))}
          />
        </Form.Item>
        <Form.Item label={t('alerts.language')} htmlFor={`${id}-language`}>
          <Select
            id={`${id}-language`}
            value={body.language ?? 'en'}
            onChange={(language) => onChange({ ...body, language })}
            options={[
              { value: 'en', label: 'English' },
              { value: 'zh', label: '简体中文' },
            ]}
          />
        </Form.Item>
      </Form>
      {kind === undefined ? null : (
        <>
          <Typography.Paragraph type="secondary">{sayDeclared(kind.summary)}</Typography.Paragraph>
          <ConnectorFields
            key={kind.kind}
            fields={kind.fields}
            values={body.options as Values}
            onChange={(options) => onChange({ ...body, options: options as ChannelBody['options'] })}
          />
        </>
      )}
    </>
  );
}

const newChannel: ChannelBody = { name: '', kind: 'mail', description: '', language: 'en', options: {} };

function bodyOf({ name, kind, description, language, options }: Channel): ChannelBody {
  return { name, kind, description, language, options };
}
