import { Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MayButton } from '../../ui/may-button.tsx';
import { sourceOf, textsOf, withPlace } from './model.ts';
import { SideFields } from './side-fields.tsx';
import { placeField, placeValue } from './source-step.tsx';
import { TableTree } from './table-tree.tsx';
import { TargetTableDialog } from './target-table-dialog.tsx';
import { useWizard } from './wizard-context.ts';

/** Where rows go, and what happens to those that are there. */
export function DestinationStep() {
  const { t } = useTranslation();
  const { model, change, writer } = useWizard();
  const [isMaking, setMaking] = useState(false);
  const { writer: end } = model;
  const source = sourceOf(end);
  const field = placeField(writer?.writer?.fields ?? []);
  const canBrowse = writer?.canExplore === true && source !== undefined && field?.widget === 'table';
  const use = (names: readonly string[]) =>
    field !== undefined &&
    change(withPlace(model, 'writer', { [field.name]: placeValue({ ...field, type: 'text' }, names) }));
  return (
    <div className={canBrowse ? 'wizard-object' : undefined}>
      {canBrowse && (
        <Card size="small" title={t('jobs.destination.choose')}>
          <Flex vertical gap="small">
            <MayButton needs="dataSources.edit" onClick={() => setMaking(true)}>
              {t('jobs.destination.make')}
            </MayButton>
            <TableTree source={source} value={textsOf(end.parameter[field.name])} canBeSeveral={false} onChange={use} />
          </Flex>
        </Card>
      )}
      <Card size="small" title={t('jobs.destination.options')} className="shrinks">
        <SideFields side="writer" />
      </Card>
      {isMaking && source !== undefined && (
        <TargetTableDialog
          source={source}
          onClose={() => setMaking(false)}
          onMade={(table) => {
            use([table]);
            setMaking(false);
          }}
        />
      )}
    </div>
  );
}
