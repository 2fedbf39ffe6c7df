import { Button, Card, Descriptions, Flex, Form, Input, Tag } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { useMe } from '../me.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { useNotice } from '../ui/notice.tsx';
import { unknownValue } from '../ui/numbers.ts';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { NewPasswordFields } from './password-fields.tsx';

export default function MePage() {
  const { t } = useTranslation();
  const { user, projects } = useMe();
  const items = [
    { key: 'name', label: t('users.name'), children: user.name },
    { key: 'display', label: t('users.displayName'), children: user.displayName || unknownValue },
    { key: 'email', label: t('users.email'), children: user.email ?? unknownValue },
    {
      key: 'projects',
      label: t('nav.projects'),
      children: (
        <Flex gap="small" wrap>
          {projects.map(({ name, role }) => (
            <span key={name}>
              <PageLink to={paths.home(name)}>{name}</PageLink> <Tag>{t(`projects.roles.${role}`)}</Tag>
            </span>
          ))}
          {user.isAdministrator ? <Tag color="blue">{t('users.administrator')}</Tag> : null}
        </Flex>
      ),
    },
  ];
  return (
    <Page title={t('nav.me')}>
      <Card>
        <Descriptions column={1} items={items} />
      </Card>
      {user.hasPassword ? <PasswordCard /> : null}
    </Page>
  );
}

interface Passwords {
  readonly current: string;
  readonly password: string;
}

function PasswordCard() {
  const { t } = useTranslation();
  const notice = useNotice();
  const [form] = Form.useForm<Passwords>();
  const change = useMutation({
    mutationFn: ({ current, password }: Passwords) => api.people.changePassword({ body: { current, next: password } }),
    onSuccess: () => {
      form.resetFields();
      notice.done(t('users.passwordChanged'));
    },
  });
  return (
    <Card title={t('users.changePassword')}>
      <Form<Passwords>
        form={form}
        layout="vertical"
        className="fields"
        requiredMark={false}
        onFinish={(values) => change.mutate(values)}
      >
        <Form.Item
          name="current"
          label={t('users.currentPassword')}
          rules={[{ required: true, message: t('form.isMissing') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <NewPasswordFields />
        <Flex vertical gap="middle" align="start">
          {change.isError ? <ProblemBox error={change.error} /> : null}
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('users.changePassword')}
          </Button>
        </Flex>
      </Form>
    </Card>
  );
}
