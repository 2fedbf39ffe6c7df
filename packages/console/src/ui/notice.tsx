import { App } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf } from '../api.ts';
import { sayProblem } from '../i18n/say-problem.ts';

export interface Notice {
  /** Something was done; with what one has to know about it, which stays until it is closed. */
  done(text: string, notes?: readonly string[]): void;
  /** Something failed: code, cause and hint. */
  failed(error: unknown): void;
}

/** Short messages in a corner of the page. */
export function useNotice(): Notice {
  const { notification } = App.useApp();
  const { t } = useTranslation();
  return useMemo(
    () => ({
      done(text, notes = []) {
        if (notes.length === 0) notification.success({ title: text, duration: 3 });
        else notification.info({ title: text, description: notes.join(' '), duration: 0 });
      },
      failed(error) {
        const trouble = troubleOf(error);
        const { code } = trouble;
        const { message, hint } = sayProblem(trouble);
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
