import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Flex, Input, Select } from 'antd';
import type { JsonValue } from '@sluice/core';
import { useTranslation } from 'react-i18next';
import { FieldSet } from './connector-fields.tsx';
import type { InputProps } from './form-context.ts';
import { isValues, listOf, textOf } from './values.ts';

/** Texts: typed, ended by Enter. */
export function TextListInput({ id, field, value, onChange, isDisabled, describedBy }: InputProps) {
  return (
    <Select
      id={id}
      mode="tags"
      open={false}
      suffixIcon={null}
      value={listOf(value).map(textOf)}
      disabled={isDisabled}
      placeholder={textOf(field.default)}
      aria-describedby={describedBy}
      onChange={(next: readonly string[]) => onChange(next.length === 0 ? undefined : [...next])}
    />
  );
}

/** SQL statements, each in a box of its own. */
export function StatementsInput({ id, field, value, onChange, isDisabled, describedBy }: InputProps) {
  const { t } = useTranslation();
  const statements = listOf(value).map(textOf);
  const change = (next: readonly string[]): void => onChange(next.length === 0 ? undefined : [...next]);
  return (
    <Flex vertical gap={6}>
      {statements.map((statement, index) => (
        <Flex key={index} gap={6}>
          <Input.TextArea
            id={index === 0 ? id : undefined}
            className="mono"
            value={statement}
            disabled={isDisabled}
            autoSize={{ minRows: 1, maxRows: 10 }}
            aria-label={`${field.title} ${index + 1}`}
            aria-describedby={describedBy}
            spellCheck={false}
            onChange={({ target }) => change(statements.with(index, target.value))}
          />
          <Remove
            title={field.title}
            number={index + 1}
            isDisabled={isDisabled}
            onClick={() => change(statements.toSpliced(index, 1))}
          />
        </Flex>
      ))}
      <Add
        id={statements.length === 0 ? id : undefined}
        isDisabled={isDisabled}
        onClick={() => change([...statements, ''])}
        text={t('form.addStatement')}
      />
    </Flex>
  );
}

/** Several groups of fields. */
export function GroupListInput({ id, field, value, onChange, isDisabled }: InputProps) {
  const { t } = useTranslation();
  const items = listOf(value);
  const change = (next: readonly JsonValue[]): void => onChange(next.length === 0 ? undefined : [...next]);
  return (
    <Flex vertical gap="small">
      {items.map((item, index) => (
        <Card
          key={index}
          size="small"
          title={`${field.title} ${index + 1}`}
          extra={
            <Remove
              title={field.title}
              number={index + 1}
              isDisabled={isDisabled}
              onClick={() => change(items.toSpliced(index, 1))}
            />
          }
        >
          {isValues(item) ? (
            <FieldSet
              fields={field.fields ?? []}
              values={item}
              path={`${field.name}[${index}]`}
              onChange={(next) => change(items.with(index, next))}
            />
          ) : (
            <code>{JSON.stringify(item)}</code>
          )}
        </Card>
      ))}
      <Add
        id={items.length === 0 ? id : undefined}
        isDisabled={isDisabled}
        onClick={() => change([...items, {}])}
        text={t('form.add')}
      />
    </Flex>
  );
}

interface ButtonProps {
  readonly isDisabled: boolean;
  readonly onClick: () => void;
}

function Add({
  id,
  text,
  isDisabled,
  onClick,
}: ButtonProps & { readonly id: string | undefined; readonly text: string }) {
  return (
    <Button
      id={id}
      className="add-button"
      size="small"
      icon={<PlusOutlined aria-hidden />}
      disabled={isDisabled}
      onClick={onClick}
    >
      {text}
    </Button>
  );
}

function Remove({
  title,
  number,
  isDisabled,
  onClick,
}: ButtonProps & { readonly title: string; readonly number: number }) {
  const { t } = useTranslation();
  return (
    <Button
      icon={<DeleteOutlined aria-hidden />}
      disabled={isDisabled}
      aria-label={t('form.removeNumber', { title, number })}
      onClick={onClick}
    />
  );
}
