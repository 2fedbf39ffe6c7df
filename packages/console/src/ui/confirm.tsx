import { App } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface Question {
  readonly title: string;
  /** What will happen. */
  readonly text?: ReactNode;
  /** Text of the button, a verb: «Delete». */
  readonly action: string;
  /** It cannot be undone. */
  readonly isDangerous?: boolean;
}

/** Asks before something is done: `if (await confirm({ … })) …` */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const { modal } = App.useApp();
  const { t } = useTranslation();
  return useCallback(
    async ({ title, text, action, isDangerous = false }) =>
      modal.confirm({
        title,
        content: text,
        okText: action,
        okButtonProps: { danger: isDangerous },
        cancelText: t('ui.cancel'),
        autoFocusButton: isDangerous ? 'cancel' : 'ok',
      }),
    [modal, t],
  );
}
