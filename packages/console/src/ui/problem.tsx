import { Alert, Button, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { troubleOf, type Trouble } from '../api.ts';
import { sayProblem } from '../i18n/say-problem.ts';

interface Props {
  /** Anything thrown, or a trouble told by the server. */
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly action?: ReactNode;
}

/** An error as code, cause and hint. */
export function ProblemBox({ error, onRetry, action }: Props) {
  const { t } = useTranslation();
  const trouble = isTrouble(error) ? error : troubleOf(error);
  const isOffline = trouble.code === 'NO_CONNECTION';
  const said = sayProblem(trouble);
  const hint = isOffline ? t('ui.noConnectionHint') : said.hint;
  const retry = onRetry === undefined ? undefined : <Button onClick={onRetry}>{t('ui.retry')}</Button>;
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={isOffline ? t('ui.noConnection') : said.message}
      description={
        <>
          {hint === undefined ? null : <div>{hint}</div>}
          <Typography.Text type="secondary" className="mono">
            {[trouble.code, placeOf(trouble), requestOf(trouble)].filter((part) => part !== '').join(' · ')}
          </Typography.Text>
        </>
      }
      action={action ?? retry}
    />
  );
}

function isTrouble(error: unknown): error is Trouble {
  return (
    typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error && 'message' in error
  );
}

function placeOf({ path, line, column }: Trouble): string {
  const position = line === undefined ? '' : `${line}:${column ?? 1}`;
  return [path ?? '', position].filter((part) => part !== '').join(' ');
}

/** Only errors of the server itself are looked up in its log. */
function requestOf({ status, requestId }: Trouble): string {
  return status !== undefined && status >= 500 && requestId !== undefined ? requestId : '';
}
