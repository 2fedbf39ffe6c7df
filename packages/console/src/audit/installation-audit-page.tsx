import { useTranslation } from 'react-i18next';
import { api, contract } from '../api.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { Page } from '../ui/page.tsx';
import { AuditList, useAuditFilters } from './audit-list.tsx';

export default function InstallationAuditPage() {
  const { t } = useTranslation();
  const query = useAuditFilters();
  return (
    <Page
      title={t('nav.auditAll')}
      about={t('audit.aboutAll')}
      actions={<CopyAs route={contract.audit.listAll} input={{ query }} />}
    >
      <AuditList scope=":all" load={(asked, signal) => api.audit.listAll({ query: asked, signal })} />
    </Page>
  );
}
