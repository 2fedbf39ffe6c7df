import { Checkbox, Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isConflict, keys, queries } from '../api.ts';
import { ConflictDialog } from '../ui/conflict.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import type { User } from './list-page.tsx';

interface Values {
  readonly displayName: string;
  readonly email?: string;
  readonly isAdministrator: boolean;
}

export function UserDialog({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const [conflict, setConflict] = useState<{ readonly mine: Values; readonly theirs: User }>();
  const params = { user: user.id };
  const save = useMutation({
    mutationFn: ({ values: { email, ...rest }, version }: { readonly values: Values; readonly version: number }) =>
      api.people.updateUser({
        params,
        body: { ...rest, ...(email === undefined || email === '' ? {} : { email }) },
        ifMatch: version,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.installation('users') });
      onClose();
    },
    onError: async (error, { values }) => {
      if (isConflict(error)) setConflict({ mine: values, theirs: await api.people.getUser({ params }) });
    },
  });
  return (
    <Modal
      open
      title={t('users.editTitle', { name: user.name })}
      okText={t('ui.save')}
      confirmLoading={save.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        initialValues={{ displayName: user.displayName, email: user.email, isAdministrator: user.isAdministrator }}
        onFinish={(values) => save.mutate({ values, version: user.version })}
      >
        <Form.Item name="displayName" label={t('users.displayName')}>
          <Input autoFocus maxLength={120} />
        </Form.Item>
        <Form.Item name="email" label={t('users.email')}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="isAdministrator" valuePropName="checked" extra={t('users.administratorHint')}>
          <Checkbox>{t('users.administrator')}</Checkbox>
        </Form.Item>
        {save.isError && !isConflict(save.error) ? <ProblemBox error={save.error} /> : null}
      </Form>
      <ConflictDialog
        mine={conflict?.mine}
        theirs={conflict?.theirs}
        onClose={() => setConflict(undefined)}
        onTakeTheirs={() => void queries.invalidateQueries({ queryKey: keys.installation('users') }).then(onClose)}
        onKeepMine={() => {
          if (conflict === undefined) return;
          setConflict(undefined);
          save.mutate({ values: conflict.mine, version: conflict.theirs.version });
        }}
      />
    </Modal>
  );
}
