import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Drawer, Flex, Form, Input, Select, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isConflict, keys, queries } from '../api.ts';
import { ConnectorFields } from '../form/connector-fields.tsx';
import { missingFields, type Values } from '../form/values.ts';
import { useProject } from '../me.ts';
import { ConflictDialog } from '../ui/conflict.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { ProblemBox } from '../ui/problem.tsx';
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
  const notice = useNotice();
  const kinds = useQuery(alertQueries.kinds).data ?? [];
  const [body, setBody] = useState<ChannelBody>(() => bodyOf(channel));
  const [version, setVersion] = useState(channel?.version);
  const [theirs, setTheirs] = useState<Channel>();
  const params = { project, channel: channel?.name ?? '' };
  const save = useMutation({
    mutationFn: (ifMatch: number | undefined) =>
      channel === undefined || ifMatch === undefined
        ? api.alerts.createChannel({ params: { project }, body })
        : api.alerts.changeChannel({ params, body, ifMatch }),
    onSuccess: async () => {
      notice.done(t('ui.saved'));
      // The rule that is offered names the channels there are, also when its tab is not open.
      await queries.invalidateQueries({ queryKey: keys.of(project, 'alerts'), refetchType: 'all' });
      onClose();
    },
    onError: async (error) => {
      if (isConflict(error)) setTheirs(await api.alerts.channel({ params }));
    },
  });
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
  const refusal =
    body.name.trim() === ''
      ? t('alerts.nameMissing')
      : missing.length > 0
        ? t('alerts.fieldsMissing', { fields: missing.join(', ') })
        : undefined;
  return (
    <Drawer
      open
      size={640}
      title={channel?.name ?? t('alerts.newChannel')}
      onClose={onClose}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          <MayButton
            needs="alerts.edit"
            loading={test.isPending}
            {...(missing.length > 0 ? { refusal: refusal ?? '' } : {})}
            onClick={() => test.mutate()}
          >
            {t('alerts.test')}
          </MayButton>
          <MayButton
            needs="alerts.edit"
            type="primary"
            loading={save.isPending}
            {...(refusal === undefined ? {} : { refusal })}
            onClick={() => save.mutate(version)}
          >
            {t('ui.save')}
          </MayButton>
        </Flex>
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
      {save.isError && !isConflict(save.error) ? <ProblemBox error={save.error} /> : null}
      <ConflictDialog
        mine={theirs === undefined ? undefined : body}
        theirs={theirs === undefined ? undefined : bodyOf(theirs)}
        onClose={() => setTheirs(undefined)}
        onKeepMine={() => {
          setVersion(theirs?.version);
          save.mutate(theirs?.version);
          setTheirs(undefined);
        }}
        onTakeTheirs={() => {
          setBody(bodyOf(theirs));
          setVersion(theirs?.version);
          setTheirs(undefined);
        }}
      />
    </Drawer>
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
            options={kinds.map((each) => ({ value: each.kind, label: each.title }))}
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
          <Typography.Paragraph type="secondary">{kind.summary}</Typography.Paragraph>
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

function bodyOf(channel: Channel | undefined): ChannelBody {
  if (channel === undefined) return { name: '', kind: 'mail', description: '', language: 'en', options: {} };
  const { name, kind, description, language, options } = channel;
  return { name, kind, description, language, options };
}
