import { useTranslation } from 'react-i18next';
import { api, contract } from '../api.ts';
import { useProject } from '../me.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { Page } from '../ui/page.tsx';
import { AuditList, useAuditFilters } from './audit-list.tsx';

export default function ProjectAuditPage() {
  const { t } = useTranslation();
  const project = useProject();
  const params = { project };
  const query = useAuditFilters();
  return (
    <Page
      title={t('nav.audit')}
      about={t('audit.about')}
      actions={<CopyAs route={contract.audit.list} input={{ params, query }} />}
    >
      <AuditList scope={project} load={(asked, signal) => api.audit.list({ params, query: asked, signal })} />
    </Page>
  );
}
