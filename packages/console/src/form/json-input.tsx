import { Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonValue } from '@sluice/core';
import type { InputProps } from './form-context.ts';

/** Any value, as JSON. What is no JSON (yet) is not taken over. */
export function JsonInput({ id, value, onChange, isDisabled, describedBy }: InputProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string>();
  const text = draft ?? (value === undefined ? '' : JSON.stringify(value, undefined, 2));
  const change = (next: string): void => {
    const parsed = parse(next);
    setDraft(parsed === 'invalid' ? next : undefined);
    if (parsed !== 'invalid') onChange(parsed.value);
  };
  return (
    <>
      <Input.TextArea
        id={id}
        className="mono"
        value={text}
        disabled={isDisabled}
        status={draft === undefined ? '' : 'error'}
        autoSize={{ minRows: 1, maxRows: 14 }}
        aria-describedby={describedBy}
        aria-invalid={draft !== undefined}
        spellCheck={false}
        onChange={({ target }) => change(target.value)}
      />
      {draft === undefined ? null : <Typography.Text type="danger">{t('form.noJson')}</Typography.Text>}
    </>
  );
}

function parse(text: string): { readonly value: JsonValue | undefined } | 'invalid' {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as JsonValue };
  } catch {
    return 'invalid';
  }
}
