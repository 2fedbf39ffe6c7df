import { Button, Flex, Input, Typography } from 'antd';
import { CheckCircleOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InputProps } from './form-context.ts';
import { UploadText } from './text-file-input.tsx';
import { maskedSecret, textOf } from './values.ts';

/** A secret is never shown: it is set, or it is replaced. Keys come from files as often as not. */
export function SecretInput({ id, field, value, onChange, isDisabled, describedBy }: InputProps) {
  const { t } = useTranslation();
  const [isReplacing, setReplacing] = useState(false);
  if (value === maskedSecret && !isReplacing) {
    return (
      <Flex gap="small" align="center" wrap>
        <Typography.Text type="success">
          <CheckCircleOutlined aria-hidden /> {t('form.secretSet')}
        </Typography.Text>
        <Button
          id={id}
          size="small"
          disabled={isDisabled}
          aria-describedby={describedBy}
          onClick={() => setReplacing(true)}
        >
          {t('form.replace')}
        </Button>
        {field.isRequired ? null : (
          <Button size="small" disabled={isDisabled} onClick={() => onChange(undefined)}>
            {t('form.remove')}
          </Button>
        )}
      </Flex>
    );
  }
  const text = value === maskedSecret ? '' : textOf(value);
  const keep = (): void => {
    setReplacing(false);
    onChange(maskedSecret);
  };
  return (
    <Flex gap="small" align="center">
      <Input.Password
        id={id}
        value={text}
        disabled={isDisabled}
        autoComplete="new-password"
        aria-describedby={describedBy}
        onChange={({ target }) => onChange(target.value === '' && !isReplacing ? undefined : target.value)}
      />
      {field.role === 'localPathOrText' ? (
        <UploadText title={field.title} isDisabled={isDisabled} onText={onChange} isIcon />
      ) : null}
      {isReplacing ? (
        <Button size="small" onClick={keep}>
          {t('form.keepSecret')}
        </Button>
      ) : null}
    </Flex>
  );
}
