import { Alert, Flex, Form, Input, InputNumber, Modal, Select } from 'antd';
import type { Permission } from '@sluice/server/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { permissions } from 'virtual:contract';
import { api, keys, queries, shared } from '../api.ts';
import { sayPermission } from '../i18n/say-problem.ts';
import { CopyText } from '../ui/copy-text.tsx';
import { ProblemBox } from '../ui/problem.tsx';

interface Values {
  readonly name: string;
  readonly project?: string;
  readonly permissions?: readonly Permission[];
  readonly days: number;
}

/** Makes a token and shows its secret this once. */
export function NewTokenDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Values>();
  const projects = useQuery(shared.projects).data ?? [];
  const create = useMutation({
    mutationFn: ({ permissions: chosen, ...values }: Values) =>
      api.people.createToken({
        body: { ...values, ...(chosen === undefined || chosen.length === 0 ? {} : { permissions: [...chosen] }) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.installation('tokens') }),
  });
  const options = Object.entries(permissions).map(([value, { help }]) => ({
    value,
    label: value,
    title: sayPermission(value, help),
  }));
  return (
    <Modal
      open
      title={t('users.tokens.new')}
      // The secret is shown once: a click beside the dialog must not lose it.
      mask={{ closable: !create.isSuccess }}
      onCancel={onClose}
      okText={t(create.isSuccess ? 'ui.close' : 'ui.create')}
      cancelButtonProps={{ hidden: create.isSuccess }}
      confirmLoading={create.isPending}
      onOk={() => (create.isSuccess ? onClose() : form.submit())}
    >
      {create.isSuccess ? (
        <Flex vertical gap="middle">
          <Alert type="warning" showIcon title={t('users.tokens.once')} />
          <CopyText label={t('users.tokens.secret')} text={create.data.secret} />
        </Flex>
      ) : (
        <Form<Values>
          form={form}
          layout="vertical"
          initialValues={{ days: 90 }}
          onFinish={(values) => create.mutate(values)}
        >
          <Form.Item
            name="name"
            label={t('ui.name')}
            extra={t('users.tokens.nameHint')}
            rules={[{ required: true, message: t('form.isMissing') }]}
          >
            <Input autoFocus maxLength={80} />
          </Form.Item>
          <Form.Item name="project" label={t('shell.project')} extra={t('users.tokens.projectHint')}>
            <Select
              allowClear
              placeholder={t('users.tokens.everyProject')}
              options={projects.map(({ name }) => ({ value: name, label: name }))}
            />
          </Form.Item>
          <Form.Item name="permissions" label={t('users.tokens.permissions')} extra={t('users.tokens.permissionsHint')}>
            <Select mode="multiple" allowClear placeholder={t('users.tokens.everything')} options={options} />
          </Form.Item>
          <Form.Item name="days" label={t('users.tokens.days')} extra={t('users.tokens.daysHint')}>
            <InputNumber min={1} max={366} precision={0} />
          </Form.Item>
          {create.isError ? <ProblemBox error={create.error} /> : null}
        </Form>
      )}
    </Modal>
  );
}
