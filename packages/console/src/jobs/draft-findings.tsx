import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Checks } from './use-checks.ts';

const mostShown = 5;

/** Errors and warnings of a draft, where it is about to run or to become a version. Nothing where there are none. */
export function DraftFindings({ checks: { issues, errors, warnings } }: { readonly checks: Checks }) {
  const { t } = useTranslation();
  const found = issues.filter(({ severity }) => severity !== 'note');
  if (found.length === 0) return null;
  const worstFirst = [...found].sort((one, other) => one.severity.localeCompare(other.severity));
  return (
    <Alert
      type={errors > 0 ? 'error' : 'warning'}
      showIcon
      role="alert"
      className="draft-findings"
      title={t('jobs.findings', { count: errors + warnings })}
      description={
        <ul className="outcomes">
          {worstFirst.slice(0, mostShown).map(({ code, message, hint, path }, index) => (
            <li key={`${code} ${path ?? ''} ${index}`}>
              <div>{message}</div>
              {hint !== undefined && <div className="muted">{hint}</div>}
            </li>
          ))}
          {found.length > mostShown && <li>{t('jobs.moreFindings', { count: found.length - mostShown })}</li>}
        </ul>
      }
    />
  );
}
