import { DeleteOutlined, FieldTimeOutlined, FilterOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Popover, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InputProps } from '../../form/form-context.ts';
import { textOf } from '../../form/values.ts';
import { Labelled } from '../../schedules/labelled.tsx';
import { filterOf, isPlainName, operators, recipeOf, recipes, withAssignments } from './filters.ts';
import type { Condition, Operator, RecipeName } from './filters.ts';
import { withParameters } from './model.ts';
import { useWizard } from './wizard-context.ts';

type Props = InputProps & { readonly columns: readonly string[] };

/** A filter as text, with a builder for conditions and recipes for reading only what is new. */
export function FilterInput({ id, value, onChange, isDisabled, describedBy, columns }: Props) {
  const text = textOf(value);
  return (
    <Flex vertical gap={4}>
      <Input.TextArea
        id={id}
        className="mono"
        aria-describedby={describedBy}
        autoSize={{ minRows: 1, maxRows: 8 }}
        spellCheck={false}
        disabled={isDisabled}
        value={text}
        onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      />
      <Flex gap="small" wrap>
        <ConditionBuilder columns={columns} isDisabled={isDisabled} onAdd={(added) => onChange(joined(text, added))} />
        <RecipeChoice columns={columns} isDisabled={isDisabled} />
      </Flex>
    </Flex>
  );
}

function joined(before: string, added: string): string {
  return before.trim() === '' ? added : `(${before.trim()}) and ${added}`;
}

interface BuilderProps {
  readonly columns: readonly string[];
  readonly isDisabled: boolean;
  readonly onAdd: (filter: string) => void;
}

const fresh: Condition = { column: '', operator: '=', value: '' };

function ConditionBuilder({ columns, isDisabled, onAdd }: BuilderProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [conditions, setConditions] = useState<readonly Condition[]>([fresh]);
  const set = (index: number, part: Partial<Condition>) =>
    setConditions(conditions.map((each, at) => (at === index ? { ...each, ...part } : each)));
  const isComplete = conditions.every(
    ({ column, operator, value }) => column !== '' && (value !== '' || operator.startsWith('is')),
  );
  const content = (
    <Flex vertical gap="small" className="popup-wide">
      {conditions.map((condition, index) => (
        <Flex key={index} gap="small">
          <ColumnSelect
            label={t('jobs.filter.column', { number: index + 1 })}
            columns={columns}
            value={condition.column}
            onChange={(column) => set(index, { column })}
          />
          <Select<Operator>
            aria-label={t('jobs.filter.operator', { number: index + 1 })}
            className="choice-short"
            value={condition.operator}
            options={operators.map((operator) => ({ value: operator, label: operator }))}
            onChange={(operator) => set(index, { operator })}
          />
          <Input
            aria-label={t('jobs.filter.value', { number: index + 1 })}
            className="grows"
            disabled={condition.operator.startsWith('is')}
            value={condition.value}
            onChange={({ target }) => set(index, { value: target.value })}
          />
          <Button
            type="text"
            aria-label={t('jobs.filter.remove', { number: index + 1 })}
            icon={<DeleteOutlined aria-hidden />}
            disabled={conditions.length === 1}
            onClick={() => setConditions(conditions.toSpliced(index, 1))}
          />
        </Flex>
      ))}
      <Flex justify="space-between">
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => setConditions([...conditions, fresh])}>
          {t('jobs.filter.add')}
        </Button>
        <Button
          type="primary"
          disabled={!isComplete}
          onClick={() => {
            onAdd(filterOf(conditions));
            setConditions([fresh]);
            setOpen(false);
          }}
        >
          {t('jobs.filter.use')}
        </Button>
      </Flex>
      <Typography.Text type="secondary">{t('jobs.filter.help')}</Typography.Text>
    </Flex>
  );
  return (
    <Popover
      trigger="click"
      open={isOpen && !isDisabled}
      onOpenChange={setOpen}
      content={content}
      placement="bottomLeft"
    >
      <Button size="small" icon={<FilterOutlined aria-hidden />} disabled={isDisabled}>
        {t('jobs.filter.build')}
      </Button>
    </Popover>
  );
}

/** Writes the filter and the parameters that it needs. */
function RecipeChoice({ columns, isDisabled }: Pick<BuilderProps, 'columns' | 'isDisabled'>) {
  const { t } = useTranslation();
  const { model, draft, change, changeDraft } = useWizard();
  const [isOpen, setOpen] = useState(false);
  const [column, setColumn] = useState('');
  const [name, setName] = useState<RecipeName>('businessDay');
  const recipe = isPlainName(column) ? recipeOf(name, column) : undefined;
  const use = (): void => {
    if (recipe === undefined) return;
    change(withParameters(model, 'reader', { where: recipe.where }));
    changeDraft({ parameters: withAssignments(draft.parameters, recipe.parameters) });
    setOpen(false);
  };
  const content = (
    <Flex vertical gap="small" className="popup">
      <Labelled label={t('jobs.filter.newBy')}>
        {(ids) => (
          <Select<RecipeName>
            {...ids}
            className="wide"
            value={name}
            options={recipes.map((value) => ({ value, label: t(`jobs.filter.recipes.${value}`) }))}
            onChange={setName}
          />
        )}
      </Labelled>
      <ColumnSelect label={t('jobs.filter.timeColumn')} columns={columns} value={column} onChange={setColumn} />
      {recipe !== undefined && (
        <pre className="code-block">
          {[recipe.where, ...Object.entries(recipe.parameters).map(([key, value]) => `${key}=${value}`)].join('\n')}
        </pre>
      )}
      <Flex justify="end">
        <Button type="primary" disabled={recipe === undefined} onClick={use}>
          {t('jobs.filter.replace')}
        </Button>
      </Flex>
    </Flex>
  );
  return (
    <Popover
      trigger="click"
      open={isOpen && !isDisabled}
      onOpenChange={setOpen}
      content={content}
      placement="bottomLeft"
    >
      <Button size="small" icon={<FieldTimeOutlined aria-hidden />} disabled={isDisabled}>
        {t('jobs.filter.onlyNew')}
      </Button>
    </Popover>
  );
}

interface ColumnSelectProps {
  readonly label: string;
  readonly columns: readonly string[];
  readonly value: string;
  readonly onChange: (column: string) => void;
}

/** Columns whose names need quotes are left to those who write SQL. */
function ColumnSelect({ label, columns, value, onChange }: ColumnSelectProps) {
  return (
    <Select
      showSearch
      aria-label={label}
      placeholder={label}
      className="choice-narrow"
      value={value === '' ? undefined : value}
      options={columns.map((name) => ({ value: name, label: name, disabled: !isPlainName(name) }))}
      onChange={onChange}
    />
  );
}
