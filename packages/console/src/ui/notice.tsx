import { App } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../api.ts';

export interface Notice {
  /** Something was done. */
  done(text: string): void;
  /** Something failed: code, cause and hint. */
  failed(error: unknown): void;
}

/** Short messages in a corner of the page. */
export function useNotice(): Notice {
  const { notification } = App.useApp();
  const { t } = useTranslation();
  return useMemo(
    () => ({
      done: (text) => notification.success({ title: text, duration: 3 }),
      failed(error) {
        const { code, message, hint } = troubleOf(error);
        const isOffline = code === 'NO_CONNECTION';
        notification.error({
          title: isOffline ? t('ui.noConnection') : message,
          description: `${isOffline ? t('ui.noConnectionHint') : (hint ?? '')} (${code})`.trim(),
          duration: 10,
          role: 'alert',
        });
      },
    }),
    [notification, t],
  );
}
