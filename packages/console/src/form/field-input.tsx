import { Form, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FieldDescription } from '@sluice/core';
import type { ReactNode } from 'react';
import { FieldSet } from './connector-fields.tsx';
import { useFormFacts, type InputProps } from './form-context.ts';
import { ChoiceInput, FlagInput, NumberInput, TextInput } from './plain-inputs.tsx';
import { GroupListInput, StatementsInput, TextListInput } from './list-inputs.tsx';
import { JsonInput } from './json-input.tsx';
import { MapInput } from './map-input.tsx';
import { SecretInput } from './secret-input.tsx';
import { TextFileInput } from './text-file-input.tsx';
import { isValues, textOf, valueOf, withValue, type Values } from './values.ts';

interface Props {
  readonly field: FieldDescription;
  readonly values: Values;
  readonly onChange: (values: Values) => void;
  readonly path: string;
}

/** One field with its label, its help and what is wrong with it. */
export function FieldInput({ field, values, onChange, path }: Props) {
  const { id: formId, errors, isDisabled, overrides } = useFormFacts();
  const place = path === '' ? field.name : `${path}.${field.name}`;
  const id = `${formId}-${place}`;
  const value = valueOf(field, values);
  const change: InputProps['onChange'] = (next) => onChange(withValue(values, field, next));
  if (field.type === 'group' && field.fields !== undefined)
    return <Group field={field} value={isValues(value) ? value : {}} onChange={change} path={place} />;
  const error = errors[place];
  const describedBy = hasHelp(field) ? `${id}-help` : undefined;
  const props: InputProps = { id, field, value, onChange: change, isDisabled, describedBy };
  const input = (overrides[field.name] ?? overrides[field.widget] ?? inputOf(field))(props);
  return (
    <Form.Item
      label={<Label field={field} />}
      htmlFor={id}
      required={field.isRequired && field.default === undefined}
      validateStatus={error === undefined ? undefined : 'error'}
      help={error === undefined ? undefined : <span role="alert">{error}</span>}
      extra={hasHelp(field) ? <Help id={describedBy} field={field} /> : undefined}
    >
      {input}
    </Form.Item>
  );
}

function Label({ field }: { readonly field: FieldDescription }) {
  return (
    <span>
      {field.title} <Typography.Text className="mono field-name">{field.name}</Typography.Text>
    </span>
  );
}

function hasHelp({ help, example }: FieldDescription): boolean {
  return help !== undefined || (example !== undefined && example !== '');
}

function Help({ id, field }: { readonly id: string | undefined; readonly field: FieldDescription }) {
  const { t } = useTranslation();
  const example = field.example === undefined || field.example === '' ? '' : textOf(field.example);
  return (
    <span id={id}>
      {field.help}
      {example === '' ? null : (
        <span className="field-example">
          {t('form.example')} <code>{example}</code>
        </span>
      )}
    </span>
  );
}

function Group({
  field,
  value,
  onChange,
  path,
}: Pick<InputProps, 'field' | 'onChange'> & { readonly value: Values; readonly path: string }) {
  const change = (next: Values): void => onChange(Object.keys(next).length === 0 ? undefined : next);
  return (
    <fieldset className="field-group">
      <legend className="visually-hidden">{field.title}</legend>
      {field.help === undefined ? null : <Typography.Paragraph type="secondary">{field.help}</Typography.Paragraph>}
      <FieldSet fields={field.fields ?? []} values={value} onChange={change} path={path} />
    </fieldset>
  );
}

/** The input for a kind of field: one function per widget, JSON where nothing else fits. */
function inputOf(field: FieldDescription): (props: InputProps) => ReactNode {
  if (field.isSecret) return (props) => <SecretInput {...props} />;
  if (field.type === 'list') {
    if (field.fields !== undefined) return (props) => <GroupListInput {...props} />;
    if (field.widget === 'sql') return (props) => <StatementsInput {...props} />;
    return field.widget === 'json' ? (props) => <JsonInput {...props} /> : (props) => <TextListInput {...props} />;
  }
  switch (field.type) {
    case 'number':
      return (props) => <NumberInput {...props} />;
    case 'flag':
      return (props) => <FlagInput {...props} />;
    case 'choice':
      return (props) => <ChoiceInput {...props} />;
    case 'map':
      return (props) => <MapInput {...props} />;
    case 'text':
      if (field.meanings !== undefined) return (props) => <ChoiceInput {...props} />;
      return field.widget === 'code' || field.widget === 'sql'
        ? (props) => <TextFileInput {...props} />
        : (props) => <TextInput {...props} />;
    default:
      return (props) => <JsonInput {...props} />;
  }
}
