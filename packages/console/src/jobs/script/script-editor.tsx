import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { EditorKnowledge } from './complete.ts';
import { editing, helping, readOnly, themeOf } from './editor-set-up.ts';
import { diagnosticsOf, rangeOfIssue, type ScriptIssue } from './issue-places.ts';

export interface ScriptEditorHandle {
  /** Shows the place of an issue and puts the cursor there. */
  jumpTo(issue: ScriptIssue): void;
}

export interface ScriptEditorProps {
  readonly value: string;
  readonly onChange?: (text: string) => void;
  /** For people who cannot see the editor. */
  readonly label: string;
  readonly isDark: boolean;
  readonly issues?: readonly ScriptIssue[];
  readonly knowledge?: EditorKnowledge;
  readonly height?: string;
  readonly ref?: Ref<ScriptEditorHandle>;
}

const nothingKnown: EditorKnowledge = { schema: undefined, valuesAt: () => [] };

/** A JSON editor. Without `onChange` it only shows. */
export function ScriptEditor(props: ScriptEditorProps) {
  const { value, onChange, isDark, issues, ref, height = '60vh' } = props;
  const { t } = useTranslation();
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(props);
  latest.current = props;
  const compartments = useRef({ theme: new Compartment(), access: new Compartment() });
  const isReadOnly = onChange === undefined;

  useEffect(() => {
    const { theme, access } = compartments.current;
    const created = new EditorView({
      parent: place.current as HTMLDivElement,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          editing(latest.current.label, t('jobs.script.phrases', { returnObjects: true })),
          helping(() => latest.current.knowledge ?? nothingKnown),
          theme.of(themeOf(latest.current.isDark)),
          access.of(readOnly(latest.current.onChange === undefined)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = created;
    return () => created.destroy();
  }, []);

  useEffect(() => replaceText(view.current, value), [value]);
  useEffect(() => {
    const { theme } = compartments.current;
    view.current?.dispatch({ effects: theme.reconfigure(themeOf(isDark)) });
  }, [isDark]);
  useEffect(() => {
    const { access } = compartments.current;
    view.current?.dispatch({ effects: access.reconfigure(readOnly(isReadOnly)) });
  }, [isReadOnly]);
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    current.dispatch(setDiagnostics(current.state, [...diagnosticsOf(current.state, issues ?? [])]));
  }, [issues]);
  useImperativeHandle(ref, () => ({ jumpTo: (issue) => jump(view.current, issue) }), []);

  return <div ref={place} className="script-editor" style={{ height }} />;
}

/** Only when it differs, so that typing keeps its cursor and its history. */
function replaceText(view: EditorView | undefined, text: string): void {
  if (view === undefined || view.state.doc.toString() === text) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function jump(view: EditorView | undefined, issue: ScriptIssue): void {
  if (view === undefined) return;
  const { from, to } = rangeOfIssue(view.state, issue);
  view.dispatch({
    selection: { anchor: from, head: to },
    effects: EditorView.scrollIntoView(from, { y: 'center' }),
  });
  view.focus();
}
