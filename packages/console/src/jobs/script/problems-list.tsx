import { CloseCircleOutlined, InfoCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { Empty, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ScriptIssue } from './issue-places.ts';

interface Props {
  readonly issues: readonly ScriptIssue[];
  readonly onJump: (issue: ScriptIssue) => void;
}

/** Findings with their places; each is a button that goes there. */
export function ProblemsList({ issues, onJump }: Props) {
  const { t } = useTranslation();
  if (issues.length === 0)
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('jobs.script.noProblems')} />;
  const icons = {
    error: <CloseCircleOutlined className="problem-error" aria-label={t('jobs.script.error')} />,
    warning: <WarningOutlined className="problem-warning" aria-label={t('jobs.script.warning')} />,
    note: <InfoCircleOutlined className="problem-note" aria-label={t('jobs.script.note')} />,
  };
  return (
    <ul className="problems" aria-label={t('jobs.script.problems')}>
      {issues.map((issue, index) => (
        <li key={`${issue.code} ${issue.path ?? ''} ${index}`}>
          <button type="button" className="problem" onClick={() => onJump(issue)}>
            {icons[issue.severity]}
            <span className="problem-text">
              <span>{issue.message}</span>
              {issue.hint !== undefined && <Typography.Text type="secondary">{issue.hint}</Typography.Text>}
              <Typography.Text type="secondary" className="mono problem-place">
                {[issue.line === undefined ? '' : `${issue.line}:${issue.column ?? 1}`, issue.path ?? '', issue.code]
                  .filter((part) => part !== '')
                  .join(' · ')}
              </Typography.Text>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
