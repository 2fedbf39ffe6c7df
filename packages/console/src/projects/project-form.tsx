import { Button, Flex, Form, Input } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, keys, queries, shared } from '../api.ts';
import { paths } from '../paths.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { ZoneSelect } from '../ui/zone-select.tsx';

interface Values {
  readonly name: string;
  readonly title?: string;
  readonly timeZone: string;
}

/** Makes a project and opens it. */
export function ProjectForm() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: (body: Values) => api.projects.create({ body, idempotencyKey: crypto.randomUUID() }),
    onSuccess: async ({ name }) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.me }),
        queries.invalidateQueries({ queryKey: shared.projects.queryKey }),
      ]);
      await navigate({ to: paths.home(name) });
    },
  });
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Form<Values>
      layout="vertical"
      className="fields"
      initialValues={{ timeZone }}
      onFinish={(values) => create.mutate(values)}
    >
      <Form.Item
        name="name"
        label={t('ui.name')}
        extra={t('projects.nameRule')}
        rules={[{ required: true, message: t('form.isMissing') }]}
      >
        <Input autoFocus maxLength={80} autoComplete="off" placeholder="shop" />
      </Form.Item>
      <Form.Item name="title" label={t('projects.projectTitle')}>
        <Input maxLength={120} autoComplete="off" />
      </Form.Item>
      <Form.Item name="timeZone" label={t('projects.timeZone')} extra={t('projects.timeZoneHint')}>
        <ZoneSelect />
      </Form.Item>
      <Flex vertical gap="middle" align="start">
        {create.isError ? <ProblemBox error={create.error} /> : null}
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('projects.create')}
        </Button>
      </Flex>
    </Form>
  );
}
