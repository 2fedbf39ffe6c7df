import { Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';

/** In place of a page that is being loaded. */
export function PageWaiting() {
  const { t } = useTranslation();
  return (
    <div className="page" role="status" aria-label={t('ui.loading')}>
      <Skeleton active title paragraph={{ rows: 6 }} />
    </div>
  );
}
