import { FormatPainterOutlined, SnippetsOutlined } from '@ant-design/icons';
import { parseLenientJson, printJson, wizardOfScript } from '@sluice/core';
import { Button, Flex, Typography } from 'antd';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../preferences.ts';
import { useConfirm } from '../../ui/confirm.tsx';
import { ProblemBox } from '../../ui/problem.tsx';
import type { JobTab } from '../job-tab.ts';
import { checkSchema } from './check-schema.ts';
import { memberOf, pathText, type JsonSchema } from './json-schema.ts';
import type { ScriptIssue } from './issue-places.ts';
import { ProblemsList } from './problems-list.tsx';
import { ScriptEditor, type ScriptEditorHandle } from './script-editor.tsx';
import { said } from '../say-issue.ts';
import { TemplateDialog } from './template-dialog.tsx';
import { useKnowledge } from './use-knowledge.ts';

/** The script as text, with completion, help and findings. */
export function ScriptTab({ project, editing, checks, mayEdit }: JobTab) {
  const { t } = useTranslation();
  const { isDark } = usePreferences();
  const editor = useRef<ScriptEditorHandle>(null);
  const [isChoosing, setChoosing] = useState(false);
  const { script } = editing.draft;
  const document = useMemo(() => parseLenientJson(script).value, [script]);
  const ends = useMemo(() => endsOf(document), [document]);
  const knowledge = useKnowledge(project, ends.reader, ends.writer);
  const quick = useQuickIssues(document, knowledge.schema);
  const issues = useMemo(() => merged(checks.issues, checks.isCurrent ? [] : quick.map(said)), [checks, quick]);
  const change = (text: string) => editing.change({ script: text });
  const format = useFormat(script, change);

  return (
    <Flex vertical gap="small">
      <Flex gap="small" align="center" wrap>
        <Button
          icon={<FormatPainterOutlined aria-hidden />}
          disabled={!mayEdit || document === undefined}
          onClick={() => void format()}
        >
          {t('jobs.script.format')}
        </Button>
        <Button icon={<SnippetsOutlined aria-hidden />} disabled={!mayEdit} onClick={() => setChoosing(true)}>
          {t('jobs.script.template')}
        </Button>
        <Typography.Text type="secondary">{t('jobs.script.keys')}</Typography.Text>
      </Flex>
      {checks.error !== null && checks.error !== undefined && <ProblemBox error={checks.error} />}
      <div className="script-columns">
        <ScriptEditor
          ref={editor}
          label={t('jobs.script.label')}
          value={script}
          isDark={isDark}
          issues={issues}
          knowledge={knowledge}
          height="calc(100vh - 330px)"
          {...(mayEdit ? { onChange: change } : {})}
        />
        <section className="script-problems" aria-live="polite">
          <Typography.Title level={2} className="small-title">
            {t('jobs.script.problemCount', { count: issues.length })}
          </Typography.Title>
          <ProblemsList issues={issues} onJump={(issue) => editor.current?.jumpTo(issue)} />
        </section>
      </div>
      {isChoosing && (
        <TemplateDialog
          project={project}
          hasScript={script.trim().length > 2}
          onClose={() => setChoosing(false)}
          onUse={(text) => {
            change(text);
            setChoosing(false);
          }}
        />
      )}
    </Flex>
  );
}

/** Connectors of a script 2.0, as far as it is typed. */
function endsOf(document: unknown): { readonly reader?: string; readonly writer?: string } {
  const steps = memberOf(document, 'steps');
  const typeOf = (category: string): string | undefined => {
    const step = Array.isArray(steps)
      ? steps.find((each: unknown) => memberOf(each, 'category') === category)
      : undefined;
    const type = memberOf(step, 'stepType');
    return typeof type === 'string' && /^[\w-]{1,80}$/.test(type) ? type : undefined;
  };
  const [reader, writer] = [typeOf('reader'), typeOf('writer')];
  return { ...(reader === undefined ? {} : { reader }), ...(writer === undefined ? {} : { writer }) };
}

/** What the schema alone tells, until the server has looked. Only script 2.0 has a schema. */
function useQuickIssues(document: unknown, schema: JsonSchema | undefined): readonly ScriptIssue[] {
  const { t } = useTranslation();
  const settled = useDeferredValue(document);
  return useMemo(() => {
    if (schema === undefined || memberOf(settled, 'steps') === undefined) return [];
    return checkSchema(schema, settled).map(({ path, kind, expected }) => ({
      severity: 'warning' as const,
      code: 'SCHEMA',
      message: t(`jobs.script.quick.${kind}`, { expected }),
      path: pathText(path),
    }));
  }, [settled, schema, t]);
}

/** The server knows better than the schema where both found something. */
function merged(found: readonly ScriptIssue[], quick: readonly ScriptIssue[]): readonly ScriptIssue[] {
  const paths = new Set(found.map(({ path }) => path));
  return [...found, ...quick.filter(({ path }) => !paths.has(path))];
}

/** Formats the text; asks first when comments would be lost. */
function useFormat(script: string, change: (text: string) => void): () => Promise<void> {
  const { t } = useTranslation();
  const confirm = useConfirm();
  return async () => {
    const { value } = parseLenientJson(script);
    if (value === undefined) return;
    const read = wizardOfScript(script);
    const losesComments = 'issues' in read && read.issues.some(({ code }) => code === 'WIZARD_COMMENTS_GO');
    const question = { title: t('jobs.script.formatTitle'), text: t('jobs.script.formatText') };
    if (losesComments && !(await confirm({ ...question, action: t('jobs.script.format') }))) return;
    change(printJson(value));
  };
}
