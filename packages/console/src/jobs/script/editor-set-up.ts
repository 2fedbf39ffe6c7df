/** CodeMirror as the console uses it: JSON or SQL texts, with keys, search, folding and both themes. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import {
  bracketMatching,
  defaultHighlightStyle,
  foldGutter,
  foldKeymap,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { oneDark } from '@codemirror/theme-one-dark';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { completeAt, helpAt, type EditorKnowledge } from './complete.ts';

/** What does not change while an editor lives. `Escape` then `Tab` leaves it by keyboard. */
export function editing(label: string, phrases: Readonly<Record<string, string>>): Extension {
  return [
    EditorState.phrases.of(phrases),
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    lintGutter(),
    json(),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
  ];
}

export function themeOf(isDark: boolean): Extension {
  return isDark ? [darker, oneDark] : syntaxHighlighting(defaultHighlightStyle);
}

/** A ground on which all colours of the theme can be read (WCAG AA). */
const darker = EditorView.theme(
  {
    '&': { backgroundColor: '#16181d' },
    '.cm-gutters': { backgroundColor: '#16181d', color: '#98a2b3' },
  },
  { dark: true },
);

export function helping(knowledge: () => EditorKnowledge): Extension {
  return [
    autocompletion({ override: [(context) => completeAt(context, knowledge())], maxRenderedOptions: 80 }),
    hoverTooltip((view, position) => {
      const help = helpAt(view.state, position, knowledge().schema);
      if (help === undefined) return null;
      return { pos: help.from, end: help.to, above: true, create: () => ({ dom: tooltip(help.lines) }) };
    }),
  ];
}

function tooltip(lines: readonly string[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'script-help';
  for (const [index, line] of lines.entries()) {
    const part = box.appendChild(document.createElement(index === 0 ? 'strong' : 'div'));
    part.textContent = line;
  }
  return box;
}

export function readOnly(isReadOnly: boolean): Extension {
  return [EditorState.readOnly.of(isReadOnly), EditorView.editable.of(!isReadOnly)];
}
