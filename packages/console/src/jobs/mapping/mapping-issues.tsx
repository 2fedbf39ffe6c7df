import type { Issue } from '@sluice/core';
import { Alert, Button, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { said } from '../say-issue.ts';

const shown = 3;

/** What is wrong with the lines; the first few, the rest on request. */
export function MappingIssues({ issues }: { readonly issues: readonly Issue[] }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const sorted = issues.toSorted((left, right) => rank(left) - rank(right));
  const visible = (isOpen ? sorted : sorted.slice(0, shown)).map(said);
  if (issues.length === 0) return null;
  return (
    <Flex vertical gap={4} aria-live="polite">
      {visible.map((issue, index) => (
        <Alert
          key={`${issue.code} ${issue.path ?? ''} ${index}`}
          type={issue.severity === 'error' ? 'error' : 'warning'}
          showIcon
          title={issue.message}
          description={isOpen ? issue.hint : undefined}
          className="compact-alert"
        />
      ))}
      {issues.length > shown && (
        <div>
          <Button type="link" size="small" onClick={() => setOpen(!isOpen)}>
            {isOpen ? t('jobs.mapping.fewer') : t('jobs.mapping.moreIssues', { count: issues.length - shown })}
          </Button>
        </div>
      )}
    </Flex>
  );
}

function rank({ severity }: Issue): number {
  return severity === 'error' ? 0 : 1;
}
