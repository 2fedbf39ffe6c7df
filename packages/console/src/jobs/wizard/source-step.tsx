import type { FieldDescription, JsonValue } from '@sluice/core';
import { Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { sourceOf, textsOf, withPlace } from './model.ts';
import { MoreSources } from './more-sources.tsx';
import { SideFields } from './side-fields.tsx';
import { TableTree } from './table-tree.tsx';
import { TablePreview } from './table-preview.tsx';
import { placeOf } from './use-columns.ts';
import { useWizard } from './wizard-context.ts';

/** What is read: tables or files, which rows, and how it is split. */
export function SourceStep() {
  const { t } = useTranslation();
  const { model, change, reader } = useWizard();
  const { reader: end } = model;
  const source = sourceOf(end);
  const field = placeField(reader?.reader?.fields ?? []);
  const canBrowse = reader?.canExplore === true && source !== undefined && field !== undefined;
  const table = placeOf(end);
  return (
    <div className={canBrowse ? 'wizard-object' : undefined}>
      {canBrowse && (
        <Card size="small" title={t('jobs.source.choose')}>
          <TableTree
            source={source}
            value={textsOf(end.parameter[field.name])}
            canBeSeveral={field.type === 'list'}
            onChange={(names) => change(withPlace(model, 'reader', { [field.name]: placeValue(field, names) }))}
          />
        </Card>
      )}
      <Flex vertical gap="middle" className="shrinks">
        <Card size="small" title={t('jobs.source.options')}>
          <SideFields side="reader" />
        </Card>
        <Card size="small" title={t('jobs.source.preview')}>
          {table === undefined ? (
            <Typography.Text type="secondary">{t('jobs.source.previewLater')}</Typography.Text>
          ) : (
            <TablePreview {...table} />
          )}
        </Card>
        <MoreSources />
      </Flex>
    </div>
  );
}

/** The field that says which table or file: every declaration marks it by its widget. */
export function placeField(fields: readonly FieldDescription[]): FieldDescription | undefined {
  return fields.find(({ widget }) => widget === 'table') ?? fields.find(({ widget }) => widget === 'file');
}

/** One name is written as a text where the connector's field is one, else as a list. */
export function placeValue({ type }: FieldDescription, names: readonly string[]): JsonValue | undefined {
  if (names.length === 0) return undefined;
  return type === 'list' ? [...names] : (names[0] as string);
}
