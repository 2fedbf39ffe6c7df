import { useTranslation } from 'react-i18next';
import { paths } from '../paths.ts';
import { EmptyState } from '../ui/empty.tsx';
import { PageLink } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';

export function PageMissing() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.missing')}>
      <EmptyState title={t('shell.missingText')} action={<PageLink to={paths.start}>{t('shell.toStart')}</PageLink>}>
        {t('shell.missingHint')}
      </EmptyState>
    </Page>
  );
}
