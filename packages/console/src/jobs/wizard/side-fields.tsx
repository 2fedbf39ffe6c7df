import type { FieldDescription } from '@sluice/core';
import { AutoComplete, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ConnectorFields } from '../../form/connector-fields.tsx';
import type { FieldOverride } from '../../form/form-context.ts';
import { listOf, textOf, type Values } from '../../form/values.ts';
import { FilterInput } from './filter-input.tsx';
import { isQuery, sourceOf, withLines, type Side } from './model.ts';
import { fieldErrors } from './step-issues.tsx';
import { useTable } from './use-columns.ts';
import { useWizard } from './wizard-context.ts';

/** All options of one side, as its connector declares them; what it does not declare is kept and shown as it is. */
export function SideFields({ side }: { readonly side: Side }) {
  const { model, change, mayEdit, issues, reader, writer } = useWizard();
  const end = model[side];
  const description = side === 'reader' ? reader : writer;
  const overrides = useOverrides(side);
  const fields = description?.[side]?.fields;
  if (fields === undefined || description === undefined) return <Skeleton active />;
  const { datasource, ...values } = end.parameter;
  const shown = [...(sourceOf(end) === undefined ? description.connection : []), ...fields.filter(isOfStep)];
  const setValues = (given: Values): void => {
    const parameter = datasource === undefined ? given : { datasource, ...given };
    const next = { ...model, [side]: { ...end, parameter } };
    // Columns of a table are named, those of a query go by their order: one kind of lines means nothing to the other.
    change(isQuery(next.reader) === isQuery(model.reader) ? next : withLines(next, []));
  };
  return (
    <ConnectorFields
      fields={shown}
      values={values}
      errors={fieldErrors(issues, side)}
      isDisabled={!mayEdit}
      overrides={overrides}
      onChange={setValues}
    />
  );
}

/** Columns are drawn in the mapping; lists of sources have a card of their own. */
function isOfStep({ name, widget }: FieldDescription): boolean {
  return !(widget === 'columns' && name === 'column') && name !== 'connection';
}

/** Inputs that know the columns of the table. */
function useOverrides(side: Side): Readonly<Record<string, FieldOverride>> {
  const { t } = useTranslation();
  const { model } = useWizard();
  const table = useTable(model[side]);
  if (side === 'writer') return {};
  const columns = table.data?.columns.map(({ name }) => name) ?? [];
  const key = table.data?.primaryKey[0];
  const options = [...columns]
    .sort((left, right) => Number(right === key) - Number(left === key))
    .map((name) => ({ value: name, label: name === key ? `${name} — ${t('jobs.source.primaryKey')}` : name }));
  return {
    where: (props) => <FilterInput {...props} columns={columns} />,
    splitPk: ({ id, value, onChange, isDisabled, describedBy }) => (
      <AutoComplete
        id={id}
        aria-describedby={describedBy}
        allowClear
        disabled={isDisabled}
        className="wide"
        placeholder={key === undefined ? undefined : t('jobs.source.suggested', { column: key })}
        value={textOf(listOf(value)[0])}
        options={options}
        onChange={(text: string | undefined) => onChange(text === undefined || text === '' ? undefined : text)}
      />
    ),
  };
}
