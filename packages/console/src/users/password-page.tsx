import { Alert, Button, Flex, Form } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { Gate } from './gate.tsx';
import { useLinkCode } from './link-code.ts';
import { NewPasswordFields } from './password-fields.tsx';

/** Sets a password, by a link of an administrator. */
export default function PasswordPage() {
  const { t } = useTranslation();
  const code = useLinkCode();
  const redeem = useMutation({
    mutationFn: ({ password }: { readonly password: string }) => api.people.redeemLink({ body: { code, password } }),
  });
  return (
    <Gate title={t('users.link.title')} about={code === '' ? t('users.link.noCode') : undefined}>
      {redeem.isSuccess ? (
        <Flex vertical gap="middle">
          <Alert type="success" showIcon title={t('users.link.done')} />
          <PageLink to={paths.login}>{t('users.login.action')}</PageLink>
        </Flex>
      ) : code === '' ? null : (
        <Form<{ readonly password: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={(values) => redeem.mutate(values)}
        >
          <NewPasswordFields />
          <Flex vertical gap="middle">
            {redeem.isError ? <ProblemBox error={redeem.error} /> : null}
            <Button type="primary" htmlType="submit" block loading={redeem.isPending}>
              {t('users.link.action')}
            </Button>
          </Flex>
        </Form>
      )}
    </Gate>
  );
}
