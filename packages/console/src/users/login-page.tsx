import { Alert, Button, Flex, Form, Input } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { addressOf, api, contract, keys, queries, shared } from '../api.ts';
import { paths } from '../paths.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { Gate } from './gate.tsx';
import { useWait } from './use-wait.ts';

interface Values {
  readonly name: string;
  readonly password: string;
}

export default function LoginPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false }) as { readonly next?: string };
  const about = useQuery(shared.about);
  const login = useMutation({
    mutationFn: (body: Values) => api.people.login({ body }),
    onSuccess: async (me) => {
      queries.clear();
      queries.setQueryData(keys.me, me);
      await navigate({ to: ownPath(next), replace: true });
    },
  });
  const waitSeconds = useWait(login.error);
  return (
    <Gate title={t('users.login.title')}>
      <Flex vertical gap="middle">
        {about.data?.isSetUp === false ? <Alert type="info" showIcon title={t('users.login.notSetUp')} /> : null}
        <Form<Values> layout="vertical" requiredMark={false} onFinish={(values) => login.mutate(values)}>
          <Form.Item name="name" label={t('users.name')} rules={[{ required: true, message: t('form.isMissing') }]}>
            <Input autoFocus autoComplete="username" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('users.password')}
            rules={[{ required: true, message: t('form.isMissing') }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
          <Flex vertical gap="middle">
            {login.isError ? <ProblemBox error={login.error} /> : null}
            <Button type="primary" htmlType="submit" block loading={login.isPending} disabled={waitSeconds > 0}>
              {waitSeconds > 0 ? t('users.login.wait', { count: waitSeconds }) : t('users.login.action')}
            </Button>
          </Flex>
        </Form>
        {about.data?.hasOidc === true ? (
          <Button block href={addressOf(contract.oidc.begin, { query: { to: ownPath(next) } })}>
            {t('users.login.oidc')}
          </Button>
        ) : null}
      </Flex>
    </Gate>
  );
}

/** Only pages of this console: an address from outside must not lead elsewhere. */
function ownPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : paths.start;
}
