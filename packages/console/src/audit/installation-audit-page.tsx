import { useTranslation } from 'react-i18next';
import { api, contract } from '../api.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { Page } from '../ui/page.tsx';
import { AuditList } from './audit-list.tsx';

export default function InstallationAuditPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('nav.auditAll')} about={t('audit.aboutAll')} actions={<CopyAs route={contract.audit.listAll} />}>
      <AuditList scope=":all" load={(query, signal) => api.audit.listAll({ query, signal })} />
    </Page>
  );
}
