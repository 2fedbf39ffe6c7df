import { Form, Input, InputNumber, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isConflict, queries, shared } from '../api.ts';
import { ConflictDialog } from '../ui/conflict.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import type { Group } from './group-card.tsx';

interface Values {
  readonly name: string;
  readonly description: string;
  readonly slots: number;
  readonly memoryMb: number;
  readonly mbps: number;
}

const fresh: Omit<Values, 'name'> = { description: '', slots: 4, memoryMb: 256, mbps: 0 };

/** Makes a group, or changes its limits. */
export function GroupDialog({ group, onClose }: { readonly group?: Group; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [conflict, setConflict] = useState<{ readonly mine: Values; readonly theirs: Group }>();
  const close = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: shared.resourceGroups.queryKey });
    onClose();
  };
  const save = useMutation({
    mutationFn: ({ values, version }: { readonly values: Values; readonly version: number | undefined }) => {
      const { name: _name, ...limits } = values;
      if (group === undefined || version === undefined)
        return api.resourceGroups.create({ body: values, idempotencyKey: crypto.randomUUID() });
      return api.resourceGroups.update({ params: { group: group.name }, body: limits, ifMatch: version });
    },
    onSuccess: close,
    onError: async (error, { values }) => {
      if (group === undefined || !isConflict(error)) return;
      setConflict({ mine: values, theirs: await api.resourceGroups.get({ params: { group: group.name } }) });
    },
  });
  return (
    <Modal
      open
      title={group === undefined ? t('resourceGroups.new') : t('resourceGroups.editTitle', { name: group.name })}
      okText={t(group === undefined ? 'ui.create' : 'ui.save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={group ?? fresh}
        onFinish={(values) => save.mutate({ values, version: group?.version })}
      >
        {group === undefined ? (
          <Form.Item name="name" label={t('ui.name')} rules={[{ required: true, message: t('form.isMissing') }]}>
            <Input autoFocus maxLength={80} />
          </Form.Item>
        ) : null}
        <Form.Item name="description" label={t('ui.description')}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="slots" label={t('resourceGroups.slots')} extra={t('resourceGroups.slotsHint')}>
          <InputNumber min={1} max={1000} precision={0} />
        </Form.Item>
        <Form.Item name="memoryMb" label={t('resourceGroups.memory')} extra={t('resourceGroups.memoryHint')}>
          <InputNumber min={64} max={1_048_576} precision={0} suffix="MiB" />
        </Form.Item>
        <Form.Item name="mbps" label={t('resourceGroups.rate')} extra={t('resourceGroups.rateHint')}>
          <InputNumber min={0} max={100_000} suffix="MB/s" />
        </Form.Item>
        {save.isError && !isConflict(save.error) ? <ProblemBox error={save.error} /> : null}
      </Form>
      <ConflictDialog
        mine={conflict?.mine}
        theirs={conflict?.theirs}
        onClose={() => setConflict(undefined)}
        onTakeTheirs={() => void close()}
        onKeepMine={() => {
          if (conflict === undefined) return;
          setConflict(undefined);
          save.mutate({ values: conflict.mine, version: conflict.theirs.version });
        }}
      />
    </Modal>
  );
}
