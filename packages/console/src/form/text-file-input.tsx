import { UploadOutlined } from '@ant-design/icons';
import { Button, Flex, Input } from 'antd';
import { useRef, type ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNotice } from '../ui/notice.tsx';
import type { InputProps } from './form-context.ts';
import { textOf } from './values.ts';

/** Certificates and SQL: longer texts, typed or taken from a file. */
export function TextFileInput({ id, field, value, onChange, isDisabled, describedBy }: InputProps) {
  return (
    <Flex vertical gap={4}>
      <Input.TextArea
        id={id}
        className="mono"
        value={textOf(value)}
        disabled={isDisabled}
        placeholder={textOf(field.default)}
        autoSize={{ minRows: 2, maxRows: 12 }}
        aria-describedby={describedBy}
        spellCheck={false}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      />
      {field.widget === 'code' ? <UploadText title={field.title} isDisabled={isDisabled} onText={onChange} /> : null}
    </Flex>
  );
}

/** Certificates and keys are a few KB; more is a wrong file. */
const mostBytes = 256 * 1024;

interface UploadProps {
  readonly title: string;
  readonly isDisabled: boolean;
  readonly onText: (text: string) => void;
  readonly isIcon?: boolean;
}

/** Reads a text file of the user's machine; nothing is sent until the form is. */
export function UploadText({ title, isDisabled, onText, isIcon = false }: UploadProps) {
  const { t } = useTranslation();
  const notice = useNotice();
  const input = useRef<HTMLInputElement>(null);
  const read = async ({ target }: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const [file] = target.files ?? [];
    target.value = '';
    if (file === undefined) return;
    if (file.size > mostBytes) return notice.failed(new Error(t('form.fileTooLarge', { name: file.name })));
    onText((await file.text()).trim());
  };
  return (
    <span>
      <input
        ref={input}
        type="file"
        className="file-input"
        aria-hidden
        tabIndex={-1}
        onChange={(event) => void read(event)}
        accept=".pem,.crt,.cer,.key,.txt,.pub,.ppk"
      />
      <Button
        size="small"
        icon={<UploadOutlined aria-hidden />}
        disabled={isDisabled}
        aria-label={t('form.uploadOf', { title })}
        onClick={() => input.current?.click()}
      >
        {isIcon ? undefined : t('form.upload')}
      </Button>
    </span>
  );
}
