import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, Form, Input, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { useMay, useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import type { DataSource } from './queries.ts';

/** Clone and delete. */
export function SourceActions({ source }: { readonly source: DataSource }) {
  const { t } = useTranslation();
  const mayEdit = useMay('dataSources.edit');
  const [open, setOpen] = useState<string>();
  const items = [
    { key: 'clone', label: t('dataSources.clone'), disabled: !mayEdit },
    { key: 'delete', label: t('ui.delete'), danger: true, disabled: !mayEdit },
  ];
  const close = (): void => setOpen(undefined);
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => setOpen(key) }}>
        <Button
          size="small"
          icon={<MoreOutlined aria-hidden />}
          aria-label={t('dataSources.moreOf', { name: source.name })}
        />
      </Dropdown>
      {open === 'clone' ? <CloneDialog name={source.name} onClose={close} /> : null}
      {open === 'delete' ? <DeleteDialog name={source.name} onClose={close} /> : null}
    </>
  );
}

function CloneDialog({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const [form] = Form.useForm<{ readonly name: string }>();
  const clone = useMutation({
    mutationFn: (body: { readonly name: string }) => api.dataSources.clone({ params: { project, name }, body }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: keys.of(project, 'data-sources') });
      onClose();
      await navigate({ to: paths.dataSource(project, made.name) });
    },
  });
  return (
    <Modal
      open
      title={t('dataSources.cloneTitle', { name })}
      okText={t('dataSources.clone')}
      confirmLoading={clone.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{ name: `${name}-copy` }}
        onFinish={(values) => clone.mutate(values)}
      >
        <Form.Item
          name="name"
          label={t('ui.name')}
          extra={t('dataSources.cloneHint')}
          rules={[{ required: true, message: t('form.isMissing') }]}
        >
          <Input autoFocus maxLength={80} />
        </Form.Item>
        {clone.isError ? <ProblemBox error={clone.error} /> : null}
      </Form>
    </Modal>
  );
}
