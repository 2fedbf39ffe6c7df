import { Button, Flex } from 'antd';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ProblemBox } from '../ui/problem.tsx';

/** A page that threw. Pages of an older build than the server's are loaded anew. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <div className="page">
      <ProblemBox
        error={error}
        action={
          <Flex vertical gap="small">
            <Button onClick={reset}>{t('ui.retry')}</Button>
            <Button onClick={() => location.reload()}>{t('shell.reload')}</Button>
          </Flex>
        }
      />
    </div>
  );
}
