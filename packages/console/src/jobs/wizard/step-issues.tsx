import { Alert, Flex } from 'antd';
import type { ScriptIssue } from '../script/issue-places.ts';
import { useWizard } from './wizard-context.ts';
import type { WizardStep } from './wizard-tab.tsx';

/** Findings that no field of the step shows beside itself. */
export function StepIssues({ step }: { readonly step: WizardStep }) {
  const { issues } = useWizard();
  const here = issues.filter((issue) => issue.severity !== 'note' && stepOf(issue) === step);
  if (here.length === 0) return null;
  return (
    <Flex vertical gap={4} aria-live="polite">
      {here.slice(0, 5).map(({ code, message, hint, severity, path }, index) => (
        <Alert
          key={`${code} ${path ?? ''} ${index}`}
          type={severity === 'error' ? 'error' : 'warning'}
          showIcon
          title={message}
          description={hint}
          className="compact-alert"
        />
      ))}
    </Flex>
  );
}

/** The step that shows what a finding is about. */
export function stepOf({ path = '' }: ScriptIssue): WizardStep | undefined {
  if (/^(?:reader|writer)\.connector/.test(path) || /^(?:reader|writer)\.parameter\.datasource/.test(path))
    return 'ends';
  if (path.startsWith('reader')) return 'source';
  if (path.startsWith('writer')) return 'destination';
  if (path.startsWith('mapping')) return 'mapping';
  if (path.startsWith('transforms')) return 'processing';
  if (path.startsWith('setting')) return 'channel';
  return path === 'parameters' ? 'schedule' : undefined;
}

/** Messages of errors by the fields of a side: for the form of its options. */
export function fieldErrors(issues: readonly ScriptIssue[], side: 'reader' | 'writer'): Record<string, string> {
  const prefix = `${side}.parameter.`;
  const errors = issues.filter(({ severity, path }) => severity === 'error' && path?.startsWith(prefix) === true);
  return Object.fromEntries(errors.map(({ path = '', message }) => [path.slice(prefix.length), message]));
}
