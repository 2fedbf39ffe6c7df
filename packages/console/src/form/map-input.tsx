import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InputProps } from './form-context.ts';
import { isValues, textOf, type Values } from './values.ts';

type Row = readonly [name: string, value: string];

/** Free names with values, one per line. */
export function MapInput({ id, field, value, onChange, isDisabled }: InputProps) {
  const { t } = useTranslation();
  const given: Values = isValues(value) ? value : {};
  // Rows without a name live here only; as soon as all have one, the value itself counts.
  const [rows, setRows] = useState<readonly Row[]>();
  const shown = rows ?? Object.entries(given).map<Row>(([name, each]) => [name, textOf(each)]);
  const change = (next: readonly Row[]): void => {
    const named = next.filter(([name]) => name !== '');
    const isWhole = named.length === next.length && new Set(next.map(([name]) => name)).size === next.length;
    setRows(isWhole ? undefined : next);
    onChange(named.length === 0 ? undefined : Object.fromEntries(named));
  };
  const set = (index: number, row: Row): void => change(shown.map((each, at) => (at === index ? row : each)));
  return (
    <Flex vertical gap={6} role="group" aria-label={field.title}>
      {shown.map(([name, each], index) => (
        <Flex key={index} gap={6}>
          <Input
            id={index === 0 ? id : undefined}
            className="mono"
            value={name}
            disabled={isDisabled}
            aria-label={t('form.nameOf', { title: field.title, number: index + 1 })}
            placeholder={t('form.name')}
            onChange={({ target }) => set(index, [target.value, each])}
          />
          <Input
            className="mono"
            value={each}
            disabled={isDisabled}
            aria-label={t('form.valueOf', { title: field.title, number: index + 1 })}
            placeholder={t('form.value')}
            onChange={({ target }) => set(index, [name, target.value])}
          />
          <Button
            icon={<DeleteOutlined aria-hidden />}
            disabled={isDisabled}
            aria-label={t('form.removeNumber', { title: field.title, number: index + 1 })}
            onClick={() => change(shown.filter((_, at) => at !== index))}
          />
        </Flex>
      ))}
      <Button
        id={shown.length === 0 ? id : undefined}
        className="add-button"
        size="small"
        icon={<PlusOutlined aria-hidden />}
        disabled={isDisabled}
        onClick={() => change([...shown, ['', '']])}
      >
        {t('form.add')}
      </Button>
    </Flex>
  );
}
