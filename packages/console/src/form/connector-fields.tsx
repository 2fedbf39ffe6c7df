import { Collapse, Form, Typography } from 'antd';
import type { FieldDescription } from '@sluice/core';
import { useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sayField } from '../i18n/say-problem.ts';
import { FieldInput } from './field-input.tsx';
import { FormContext, type FieldOverride } from './form-context.ts';
import { shownFields, unknownValues, valueOf, type Values } from './values.ts';

export interface ConnectorFieldsProps {
  /** As `GET /api/connectors/:name` declares them. */
  readonly fields: readonly FieldDescription[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  /** Messages by the path of a field: `host`, `ssl.ca`. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly isDisabled?: boolean;
  /** Own inputs for some fields, by widget or by name: a picker of tables instead of a text. */
  readonly overrides?: Readonly<Record<string, FieldOverride>>;
}

/** A form of declared fields: the plain ones, then groups such as TLS, then the rarely needed ones, then what is kept as it is. */
export function ConnectorFields({ fields, values, onChange, errors, isDisabled, overrides }: ConnectorFieldsProps) {
  const id = useId();
  const { t } = useTranslation();
  const said = useMemo(() => fields.map(sayField), [fields, t]);
  const context = useMemo(
    () => ({ id, errors: errors ?? {}, isDisabled: isDisabled ?? false, overrides: overrides ?? {} }),
    [id, errors, isDisabled, overrides],
  );
  return (
    <FormContext value={context}>
      <Form layout="vertical" component="div" className="fields">
        <FieldSet fields={said} values={values} onChange={onChange} path="" />
      </Form>
    </FormContext>
  );
}

interface FieldSetProps {
  readonly fields: readonly FieldDescription[];
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  /** Of the group, empty at the top. */
  readonly path: string;
}

/** Fields of the form or of a group in it. */
export function FieldSet({ fields, values, onChange, path }: FieldSetProps) {
  const { t } = useTranslation();
  const shown = shownFields(fields, values);
  const isGroup = (field: FieldDescription): boolean => field.type === 'group' && field.fields !== undefined;
  const plain = shown.filter((field) => !isGroup(field) && !field.isAdvanced);
  const groups = shown.filter(isGroup);
  const advanced = shown.filter((field) => !isGroup(field) && field.isAdvanced);
  const unknown = unknownValues(fields, values);
  const inputs = (members: readonly FieldDescription[]) =>
    members.map((field) => (
      <FieldInput key={field.name} field={field} values={values} onChange={onChange} path={path} />
    ));
  const setCount = advanced.filter((field) => valueOf(field, values) !== undefined).length;
  const panels = [
    ...groups.map((field) => ({
      key: field.name,
      label: valueOf(field, values) === undefined ? field.title : `${field.title} ✓`,
      children: <FieldInput field={field} values={values} onChange={onChange} path={path} />,
    })),
    ...(advanced.length === 0
      ? []
      : [
          {
            key: ':advanced',
            label: t('form.advanced', { count: advanced.length, set: setCount }),
            children: inputs(advanced),
          },
        ]),
    ...(Object.keys(unknown).length === 0
      ? []
      : [{ key: ':unknown', label: t('form.unknown'), children: <UnknownValues values={unknown} /> }]),
  ];
  const isOpen = (field: FieldDescription): boolean => valueOf(field, values) !== undefined;
  return (
    <>
      {inputs(plain)}
      {panels.length === 0 ? null : (
        <Collapse
          size="small"
          className="fields-more"
          items={panels}
          defaultActiveKey={groups.filter(isOpen).map(({ name }) => name)}
        />
      )}
    </>
  );
}

function UnknownValues({ values }: { readonly values: Values }) {
  const { t } = useTranslation();
  return (
    <>
      <Typography.Text type="secondary">{t('form.unknownHint')}</Typography.Text>
      <pre className="code-block" tabIndex={0} aria-label={t('form.unknown')}>
        {JSON.stringify(values, undefined, 2)}
      </pre>
    </>
  );
}
