import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** A new password, typed twice; the server decides whether it is good enough. */
export function NewPasswordFields({ name = 'password' }: { readonly name?: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name={name}
        label={t('users.newPassword')}
        extra={t('users.passwordRule')}
        rules={[{ required: true, min: 12, message: t('users.passwordTooShort') }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('users.passwordAgain')}
        dependencies={[name]}
        rules={[
          { required: true, message: t('form.isMissing') },
          ({ getFieldValue }) => ({
            validator: async (_, value: unknown) => {
              if (value !== getFieldValue(name)) throw new Error(t('users.passwordsDiffer'));
            },
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}
