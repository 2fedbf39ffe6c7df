import { Button, Flex, Form, Input } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, keys, queries, shared } from '../api.ts';
import { paths } from '../paths.ts';
import { ProblemBox } from '../ui/problem.tsx';
import { Gate } from './gate.tsx';
import { useLinkCode } from './link-code.ts';
import { NewPasswordFields } from './password-fields.tsx';

interface Values {
  readonly name: string;
  readonly password: string;
}

/** Makes the first administrator, by the link that the server printed. */
export default function SetUpPage() {
  const { t } = useTranslation();
  const code = useLinkCode();
  const navigate = useNavigate();
  const about = useQuery(shared.about);
  const setUp = useMutation({
    mutationFn: ({ name, password }: Values) => api.people.setUp({ body: { code, name, password } }),
    onSuccess: async (me) => {
      queries.setQueryData(keys.me, me);
      await queries.invalidateQueries({ queryKey: shared.about.queryKey });
      await navigate({ to: paths.start });
    },
  });
  if (about.data?.isSetUp === true && setUp.isIdle) return <Navigate to={paths.login} replace />;
  return (
    <Gate title={t('users.setUp.title')} about={t(code === '' ? 'users.setUp.noCode' : 'users.setUp.about')}>
      {code === '' ? null : (
        <Form<Values> layout="vertical" requiredMark={false} onFinish={(values) => setUp.mutate(values)}>
          <Form.Item name="name" label={t('users.name')} rules={[{ required: true, message: t('form.isMissing') }]}>
            <Input autoFocus autoComplete="username" maxLength={80} />
          </Form.Item>
          <NewPasswordFields />
          <Flex vertical gap="middle">
            {setUp.isError ? <ProblemBox error={setUp.error} /> : null}
            <Button type="primary" htmlType="submit" block loading={setUp.isPending}>
              {t('users.setUp.action')}
            </Button>
          </Flex>
        </Form>
      )}
    </Gate>
  );
}
