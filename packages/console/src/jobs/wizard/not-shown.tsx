import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { said } from '../say-issue.ts';
import type { ScriptIssue } from '../script/issue-places.ts';

interface Props {
  readonly reasons: readonly ScriptIssue[];
  readonly onScript: () => void;
}

/** Why the wizard cannot show a script, with places in it. */
export function NotShown({ reasons, onScript }: Props) {
  const { t } = useTranslation();
  return (
    <Alert
      type="info"
      showIcon
      title={t('jobs.wizard.notShown')}
      description={
        <>
          <p>{t('jobs.wizard.notShownHelp')}</p>
          <ul className="outcomes">
            {reasons.map(said).map(({ code, message, hint, line, column, path }, index) => (
              <li key={`${code} ${path ?? ''} ${index}`}>
                <div>{message}</div>
                {hint !== undefined && <div className="muted">{hint}</div>}
                <div className="muted mono">
                  {[line === undefined ? '' : `${line}:${column ?? 1}`, path ?? '', code]
                    .filter((part) => part !== '')
                    .join(' · ')}
                </div>
              </li>
            ))}
          </ul>
        </>
      }
      action={<Button onClick={onScript}>{t('jobs.wizard.toScript')}</Button>}
    />
  );
}
