import { Button, Flex, Form, Input } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isConflict, troubleOf, type Trouble } from '../api.ts';
import { ConnectorFields } from '../form/connector-fields.tsx';
import { missingFields } from '../form/values.ts';
import { sayProblem } from '../i18n/say-problem.ts';
import { useMay, useProject } from '../me.ts';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { Connectivity } from './connectivity.tsx';
import { connectorQuery, type DataSource, type Environment } from './queries.ts';
import { useDefinition, type DefinitionEditor } from './use-definition.ts';
import { useSaveDefinition } from './use-save-definition.tsx';

interface Props {
  readonly type: string;
  readonly environment: Environment;
  /** Absent: a new data source. */
  readonly source?: DataSource;
}

/** Name of the name's field among the declared ones, which never begin with a colon. */
const nameField = ':name';

/** One definition: its fields, its tests, saving. */
export function DefinitionForm({ type, environment, source }: Props) {
  const { t } = useTranslation();
  const project = useProject();
  const mayEdit = useMay('dataSources.edit');
  const connector = useQuery(connectorQuery(type));
  const editor = useDefinition(source, environment);
  const { draft, isChanged } = editor;
  const [missing, setMissing] = useState<readonly string[]>([]);
  const { save, dialog } = useSaveDefinition({ type, environment, isNew: source === undefined, editor });
  const fields = connector.data?.connection ?? [];
  const submit = (): void => {
    const found = missingFields(fields, draft.connection);
    const all = draft.name.trim() === '' ? [nameField, ...found] : found;
    setMissing(all);
    if (all.length === 0) save.mutate({ draft, version: editor.version });
  };
  const trouble = save.isError && !isConflict(save.error) ? troubleOf(save.error) : undefined;

  return (
    <Loaded query={connector}>
      {() => (
        <Flex gap="large" align="start" wrap className="definition">
          <section className="panel definition-form">
            <NameFields editor={editor} isNew={source === undefined} isMissing={missing.includes(nameField)} />
            <ConnectorFields
              fields={fields}
              values={draft.connection}
              errors={errorsOf(missing, t('form.isMissing'), trouble)}
              isDisabled={!mayEdit}
              onChange={(connection) => editor.change({ connection })}
            />
            <Flex vertical gap="middle" className="definition-foot">
              {trouble === undefined ? null : <ProblemBox error={trouble} />}
              <Flex gap="small">
                <MayButton
                  needs="dataSources.edit"
                  type="primary"
                  loading={save.isPending}
                  refusal={isChanged ? undefined : t('dataSources.unchanged')}
                  onClick={submit}
                >
                  {t('ui.save')}
                </MayButton>
                {isChanged && editor.version !== undefined ? (
                  <Button onClick={() => editor.reset(source)}>{t('dataSources.discard')}</Button>
                ) : null}
              </Flex>
            </Flex>
          </section>
          <Connectivity
            project={project}
            type={type}
            environment={environment}
            source={source}
            unsaved={isChanged ? draft.connection : undefined}
          />
          {dialog}
        </Flex>
      )}
    </Loaded>
  );
}

interface NameProps {
  readonly editor: DefinitionEditor;
  readonly isNew: boolean;
  readonly isMissing: boolean;
}

function NameFields({ editor: { draft, change }, isNew, isMissing }: NameProps) {
  const { t } = useTranslation();
  const mayEdit = useMay('dataSources.edit');
  return (
    <Form layout="vertical" component="div" className="fields">
      {isNew ? (
        <Form.Item
          label={t('ui.name')}
          htmlFor="source-name"
          required
          extra={t('dataSources.nameHint')}
          validateStatus={isMissing ? 'error' : undefined}
          help={isMissing ? <span role="alert">{t('form.isMissing')}</span> : undefined}
        >
          <Input
            id="source-name"
            value={draft.name}
            maxLength={80}
            autoFocus
            autoComplete="off"
            onChange={({ target }) => change({ name: target.value })}
          />
        </Form.Item>
      ) : null}
      <Form.Item label={t('ui.description')} htmlFor="source-description">
        <Input
          id="source-description"
          value={draft.description}
          maxLength={500}
          disabled={!mayEdit}
          onChange={({ target }) => change({ description: target.value })}
        />
      </Form.Item>
    </Form>
  );
}

/** Fields that miss a value, and the place of a refusal where it is a field. */
function errorsOf(missing: readonly string[], text: string, trouble: Trouble | undefined) {
  const place = trouble?.path?.replace(/^connection\./, '');
  return {
    ...Object.fromEntries(missing.map((path) => [path, text])),
    ...(place === undefined || trouble === undefined ? {} : { [place]: sayProblem(trouble).message }),
  };
}
