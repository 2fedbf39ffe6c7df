import { Alert, Button, Flex, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface Props {
  /** What is being saved; undefined: closed. */
  readonly mine: unknown;
  /** What is stored now. */
  readonly theirs: unknown;
  /** Save mine over theirs. */
  readonly onKeepMine: () => void;
  /** Throw mine away. */
  readonly onTakeTheirs: () => void;
  readonly onClose: () => void;
}

/** Somebody else has saved in the meantime: shows both, and the user chooses. */
export function ConflictDialog({ mine, theirs, onKeepMine, onTakeTheirs, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      open={mine !== undefined}
      onCancel={onClose}
      width={900}
      title={t('ui.conflict.title')}
      footer={
        <Flex gap="small" justify="end" wrap>
          <Button onClick={onClose}>{t('ui.conflict.goOn')}</Button>
          <Button onClick={onTakeTheirs}>{t('ui.conflict.takeTheirs')}</Button>
          <Button danger onClick={onKeepMine}>
            {t('ui.conflict.keepMine')}
          </Button>
        </Flex>
      }
    >
      <Flex vertical gap="middle">
        <Alert type="warning" showIcon title={t('ui.conflict.text')} />
        <Flex gap="middle">
          <Side title={t('ui.conflict.mine')} value={mine} />
          <Side title={t('ui.conflict.theirs')} value={theirs} />
        </Flex>
      </Flex>
    </Modal>
  );
}

function Side({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div className="conflict-side">
      <Typography.Text strong>{title}</Typography.Text>
      <pre className="code-block" tabIndex={0} aria-label={title}>
        {JSON.stringify(value, undefined, 2)}
      </pre>
    </div>
  );
}
