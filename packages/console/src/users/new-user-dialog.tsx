import { Alert, Checkbox, Flex, Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { CopyText } from '../ui/copy-text.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { absoluteLink } from './absolute-link.ts';

interface Values {
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly isAdministrator?: boolean;
}

/** Makes a user, who sets the password by a link. */
export function NewUserDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const create = useMutation({
    mutationFn: ({ email, ...values }: Values) =>
      api.people.createUser({
        body: { ...values, ...(email === undefined || email === '' ? {} : { email }) },
        idempotencyKey: crypto.randomUUID(),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.installation('users') }),
  });
  const link = create.data?.passwordLink;
  return (
    <Modal
      open
      title={t('users.new')}
      onCancel={onClose}
      okText={t(create.isSuccess ? 'ui.close' : 'ui.create')}
      cancelButtonProps={{ hidden: create.isSuccess }}
      confirmLoading={create.isPending}
      onOk={() => (create.isSuccess ? onClose() : form.submit())}
    >
      {create.isSuccess && link !== undefined ? (
        <Flex vertical gap="middle">
          <Alert type="success" showIcon title={t('users.linkMade', { name: create.data.user.name })} />
          <CopyText label={t('users.passwordLink')} text={absoluteLink(link)} />
        </Flex>
      ) : (
        <Form<Values> form={form} layout="vertical" onFinish={(values) => create.mutate(values)}>
          <Form.Item
            name="name"
            label={t('users.name')}
            extra={t('users.nameRule')}
            rules={[{ required: true, message: t('form.isMissing') }]}
          >
            <Input autoFocus autoComplete="off" maxLength={80} />
          </Form.Item>
          <Form.Item name="displayName" label={t('users.displayName')}>
            <Input autoComplete="off" maxLength={120} />
          </Form.Item>
          <Form.Item name="email" label={t('users.email')}>
            <Input autoComplete="off" maxLength={200} />
          </Form.Item>
          <Form.Item name="isAdministrator" valuePropName="checked" extra={t('users.administratorHint')}>
            <Checkbox>{t('users.administrator')}</Checkbox>
          </Form.Item>
          {create.isError ? <ProblemBox error={create.error} /> : null}
        </Form>
      )}
    </Modal>
  );
}
