import type { Issue } from '@sluice/core';
import { placeOf } from '../terminal/error-block.ts';
import type { Look, Style, Symbol } from '../terminal/screen.ts';
import { styled, symbol } from '../terminal/screen.ts';

const marks: Readonly<Record<Issue['severity'], readonly [Symbol, Style]>> = {
  error: ['fail', 'red'],
  warning: ['warn', 'yellow'],
  note: ['note', 'dim'],
};

/** Findings, one each with its place, and its hint on a second line. */
export function issueLines(issues: readonly Issue[], file: string | undefined, look: Look): string[] {
  return issues.flatMap((issue) => {
    const [sign, style] = marks[issue.severity];
    const place = issue.line === undefined ? (issue.path ?? '') : placeOf(issue, file);
    const head = [styled(symbol(sign, look), style, look), place, issue.message, styled(issue.code, 'dim', look)];
    const line = head.filter((part) => part !== '').join('  ');
    return issue.hint === undefined
      ? [line]
      : [line, `     ${styled(symbol('hint', look), 'cyan', look)} ${issue.hint}`];
  });
}

/** `2 errors, 1 warning`. */
export function issueSummary(issues: readonly Issue[]): string {
  const count = (severity: Issue['severity']): number => issues.filter((issue) => issue.severity === severity).length;
  const parts = (['error', 'warning', 'note'] as const)
    .map((severity) => [count(severity), severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) => `${number} ${severity}${number === 1 ? '' : 's'}`);
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
