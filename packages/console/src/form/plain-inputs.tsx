import { Flex, Input, InputNumber, Select, Space, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { InputProps } from './form-context.ts';
import { textOf } from './values.ts';

export function TextInput({ id, field, value, onChange, isDisabled, describedBy }: InputProps) {
  return (
    <Input
      id={id}
      value={textOf(value)}
      disabled={isDisabled}
      placeholder={textOf(field.default)}
      aria-describedby={describedBy}
      autoComplete="off"
      spellCheck={false}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    />
  );
}

/** A number with its unit; a text such as `${count}` stays a text. */
export function NumberInput(props: InputProps) {
  const { id, field, value, onChange, isDisabled, describedBy } = props;
  if (typeof value === 'string' && value.trim() !== '' && Number.isNaN(Number(value))) return <TextInput {...props} />;
  const input = (
    <InputNumber
      id={id}
      className="number-input"
      value={value === undefined || value === null || value === '' ? null : Number(value)}
      disabled={isDisabled}
      placeholder={textOf(field.default)}
      min={field.minimum}
      max={field.maximum}
      aria-describedby={describedBy}
      onChange={(next) => onChange(next ?? undefined)}
    />
  );
  if (field.unit === undefined) return input;
  return (
    <Space.Compact>
      {input}
      <Space.Addon>{field.unit}</Space.Addon>
    </Space.Compact>
  );
}

/** Yes, no, or what the connector does by itself. */
export function FlagInput({ id, field, value, onChange, isDisabled, describedBy }: InputProps) {
  const { t } = useTranslation();
  const usual = typeof field.default === 'boolean' ? t(field.default ? 'ui.yes' : 'ui.no') : t('form.automatic');
  const isText = typeof value === 'string' && !['true', 'false'].includes(value);
  const options = [
    { value: 'true', label: t('ui.yes') },
    { value: 'false', label: t('ui.no') },
    ...(isText ? [{ value, label: value }] : []),
  ];
  return (
    <Select
      id={id}
      className="choice-input"
      value={value === undefined || value === null ? undefined : String(value)}
      disabled={isDisabled}
      placeholder={t('form.default', { value: usual })}
      allowClear
      aria-describedby={describedBy}
      options={options}
      onChange={(next: string | undefined) => onChange(next === undefined ? undefined : flagOf(next))}
    />
  );
}

function flagOf(text: string): boolean | string {
  if (text === 'true') return true;
  return text === 'false' ? false : text;
}

/** One of the values there are, each with what it does; another one that a script has is kept. */
export function ChoiceInput({ id, field, value, onChange, isDisabled, describedBy }: InputProps) {
  const { t } = useTranslation();
  const { meanings = {} } = field;
  const choices = field.choices ?? Object.keys(meanings);
  const given = value === undefined || value === null ? undefined : textOf(value);
  const other = given !== undefined && !choices.some((each) => each.toLowerCase() === given.toLowerCase());
  return (
    <Select
      id={id}
      className="choice-input"
      value={choices.find((each) => each.toLowerCase() === given?.toLowerCase()) ?? given}
      disabled={isDisabled}
      placeholder={field.default === undefined ? t('form.choose') : t('form.default', { value: textOf(field.default) })}
      allowClear={!field.isRequired}
      aria-describedby={describedBy}
      options={[...choices, ...(other && given !== undefined ? [given] : [])].map((each) => ({
        value: each,
        label: each,
      }))}
      optionRender={({ value: word }) => <Choice word={String(word)} meaning={meanings[String(word)]} />}
      popupMatchSelectWidth={field.meanings === undefined}
      onChange={(next: string | undefined) => onChange(next)}
    />
  );
}

function Choice({ word, meaning }: { readonly word: string; readonly meaning: string | undefined }) {
  if (meaning === undefined) return word;
  return (
    <Flex vertical>
      <span>{word}</span>
      <Typography.Text type="secondary">{meaning}</Typography.Text>
    </Flex>
  );
}
