import type { Diagnostic } from '@codemirror/lint';
import type { EditorState } from '@codemirror/state';
import { parsePath } from './json-schema.ts';
import { rangeOf } from './json-tree.ts';

/** A finding about a script, as the server answers it. */
export interface ScriptIssue {
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly path?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** Where an issue lies in the text: its line and column, else its path, else the beginning. */
export function rangeOfIssue(state: EditorState, issue: ScriptIssue): { readonly from: number; readonly to: number } {
  const { line, column = 1, path } = issue;
  if (line !== undefined && line >= 1 && line <= state.doc.lines) {
    const found = state.doc.line(line);
    const from = Math.min(found.from + column - 1, found.to);
    const word = /^(?:"(?:[^"\\]|\\.)*"|[\w.+-]+)/.exec(state.sliceDoc(from, found.to));
    return { from, to: Math.min(found.to, from + Math.max(1, word?.[0].length ?? 1)) };
  }
  return rangeOf(state, path === undefined ? [] : parsePath(path));
}

export function diagnosticsOf(state: EditorState, issues: readonly ScriptIssue[]): readonly Diagnostic[] {
  return issues
    .filter(({ path }) => path !== 'parameters')
    .map((issue) => ({
      ...rangeOfIssue(state, issue),
      severity: issue.severity === 'note' ? ('info' as const) : issue.severity,
      message: issue.hint === undefined ? issue.message : `${issue.message}\n${issue.hint}`,
      source: issue.code,
    }))
    .sort((left, right) => left.from - right.from);
}
