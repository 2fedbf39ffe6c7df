import { CopyOutlined } from '@ant-design/icons';
import { Button, Input, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNotice } from './notice.tsx';

interface Props {
  readonly label: string;
  readonly text: string;
}

/** A text to be taken elsewhere: a link, a token. */
export function CopyText({ label, text }: Props) {
  const { t } = useTranslation();
  const notice = useNotice();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      notice.done(t('ui.copied'));
    } catch (error) {
      notice.failed(error);
    }
  };
  return (
    <Space.Compact block>
      <Input readOnly value={text} aria-label={label} className="mono" onFocus={({ target }) => target.select()} />
      <Button icon={<CopyOutlined aria-hidden />} onClick={() => void copy()}>
        {t('ui.copy')}
      </Button>
    </Space.Compact>
  );
}
