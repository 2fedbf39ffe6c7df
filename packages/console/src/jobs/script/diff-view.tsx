import { json } from '@codemirror/lang-json';
import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';
import { Alert } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../preferences.ts';
import { themeOf } from './editor-set-up.ts';

interface Props {
  readonly before: string;
  readonly after: string;
}

/** Two scripts side by side; equal parts are folded. */
export function DiffView({ before, after }: Props) {
  const { t } = useTranslation();
  const { isDark } = usePreferences();
  const place = useRef<HTMLDivElement>(null);
  const isSame = before === after;
  useEffect(() => {
    if (isSame) return undefined;
    const shown = (label: string): Extension => [
      lineNumbers(),
      json(),
      themeOf(isDark),
      EditorView.lineWrapping,
      EditorState.readOnly.of(true),
      EditorView.contentAttributes.of({ 'aria-label': label }),
    ];
    const view = new MergeView({
      parent: place.current as HTMLDivElement,
      a: { doc: before, extensions: shown(t('jobs.versions.left')) },
      b: { doc: after, extensions: shown(t('jobs.versions.right')) },
      collapseUnchanged: { margin: 3, minSize: 6 },
      gutter: true,
    });
    return () => view.destroy();
  }, [before, after, isSame, isDark, t]);
  if (isSame) return <Alert type="info" showIcon title={t('jobs.versions.same')} />;
  return <div ref={place} className="script-diff" />;
}
