import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Flex, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '../../api.ts';
import { saySentence } from '../../i18n/say-problem.ts';
import { Labelled } from '../../schedules/labelled.tsx';
import { ProblemBox } from '../../ui/problem.tsx';
import { useSettled } from '../use-checks.ts';
import { placeOf, sentEnd } from './use-columns.ts';
import { useWizard } from './wizard-context.ts';

interface Props {
  /** Data source of the target. */
  readonly source: string;
  readonly onMade: (table: string) => void;
  readonly onClose: () => void;
}

/** A table for the columns of the source: the statement is proposed, can be edited, and is executed on request. */
export function TargetTableDialog({ source, onMade, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { project, model, environment, draft } = useWizard();
  const look = { environment, group: draft.group };
  const place = placeOf(model.reader);
  const [table, setTable] = useState(place?.table.split('.').at(-1) ?? '');
  const [statement, setStatement] = useState('');
  const [isEdited, setEdited] = useState(false);
  const settled = useSettled(table.trim(), 400);
  const propose = useMutation({
    mutationFn: (name: string) =>
      api.wizard.proposeTable({
        params: { project },
        body: {
          source:
            place === undefined
              ? { reader: sentEnd(model.reader), ...look }
              : { dataSource: place.source, table: place.table, ...look },
          target: { dataSource: source, table: name, ...look },
        },
      }),
    onSuccess: (proposed) => setStatement(proposed.statement),
  });
  const create = useMutation({
    mutationFn: () =>
      api.wizard.createTable({
        params: { project },
        body: { target: { dataSource: source, table: table.trim(), ...look }, statement },
      }),
    onSuccess: async (made) => {
      await Promise.all(
        ['tables', 'columns', 'table'].map((part) => client.invalidateQueries({ queryKey: keys.of(project, part) })),
      );
      onMade(made.table);
    },
  });
  const { mutate } = propose;
  useEffect(() => {
    if (settled !== '' && !isEdited) mutate(settled);
  }, [settled, isEdited, mutate]);
  const error = create.error ?? propose.error;
  return (
    <Modal
      open
      width={760}
      title={t('jobs.destination.makeTitle', { source })}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('ui.cancel')}
        </Button>,
        <Button
          key="create"
          type="primary"
          loading={create.isPending}
          disabled={statement.trim() === '' || settled === '' || settled !== table.trim() || propose.isPending}
          onClick={() => create.mutate()}
        >
          {t('jobs.destination.execute')}
        </Button>,
      ]}
    >
      <Flex vertical gap="middle">
        {error !== null && <ProblemBox error={error} />}
        {propose.data?.exists === true && (
          <Alert type="warning" showIcon title={t('jobs.destination.exists', { table: settled })} />
        )}
        <Labelled label={t('jobs.destination.table')}>
          {(ids) => (
            <Input {...ids} autoFocus maxLength={500} value={table} onChange={({ target }) => setTable(target.value)} />
          )}
        </Labelled>
        <Labelled label={t('jobs.destination.statement')} help={t('jobs.destination.statementHelp')}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              className="mono"
              placeholder={propose.isPending ? t('ui.loading') : undefined}
              spellCheck={false}
              autoSize={{ minRows: 8, maxRows: 20 }}
              value={statement}
              onChange={({ target }) => {
                setStatement(target.value);
                setEdited(true);
              }}
            />
          )}
        </Labelled>
        {(propose.data?.notes ?? []).map((note) => (
          <Alert key={note} type="info" showIcon title={saySentence(note)} className="compact-alert" />
        ))}
      </Flex>
    </Modal>
  );
}
