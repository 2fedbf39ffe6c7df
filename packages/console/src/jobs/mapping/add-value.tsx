import { PlusOutlined } from '@ant-design/icons';
import type { MappingLine } from '@sluice/core';
import { Button, Flex, Input, Popover, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Labelled } from '../../schedules/labelled.tsx';
import { typedEntry, type Entry, type EntryStyle } from './entries.ts';

type Kind = 'constant' | 'parameter' | 'function';

interface Props {
  /** Columns that it may go to; absent: the target takes the columns as they come. */
  readonly targets: readonly Entry[] | undefined;
  readonly style: EntryStyle;
  readonly isDisabled: boolean;
  readonly onAdd: (line: MappingLine) => void;
}

const starts: Record<Kind, string> = { constant: '', parameter: '${bizdate}', function: 'now()' };

/** A line from something that is no column: the same text in each row, a parameter, or a function of the source. */
export function AddValue({ targets, style, isDisabled, onAdd }: Props) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [kind, setKind] = useState<Kind>('constant');
  const [text, setText] = useState(starts.constant);
  const [target, setTarget] = useState<string>();
  const kinds = (['constant', 'parameter', 'function'] as const).filter(
    (each) => each !== 'function' || style === 'name',
  );
  const chosen = targets?.find(({ key }) => key === target);
  const isComplete = text.trim() !== '' && (targets === undefined || chosen !== undefined);
  const add = (): void => {
    onAdd({ source: typedEntry(written(kind, text), style), target: chosen?.value ?? null });
    setOpen(false);
  };
  const form = (
    <Flex vertical gap="small" className="popup-narrow">
      <Labelled label={t('jobs.mapping.valueKind')}>
        {(ids) => (
          <Select
            {...ids}
            className="wide"
            value={kind}
            options={kinds.map((each) => ({ value: each, label: t(`jobs.mapping.kinds.${each}`) }))}
            onChange={(next) => {
              setKind(next);
              setText(starts[next]);
            }}
          />
        )}
      </Labelled>
      <Labelled label={t('jobs.mapping.value')} help={t(`jobs.mapping.valueHelp.${kind}`)}>
        {(ids) => <Input {...ids} className="mono" value={text} onChange={(event) => setText(event.target.value)} />}
      </Labelled>
      {targets !== undefined && (
        <Labelled label={t('jobs.mapping.target')}>
          {(ids) => (
            <Select
              {...ids}
              showSearch
              className="wide"
              value={target}
              options={targets.map(({ key, label }) => ({ value: key, label }))}
              onChange={setTarget}
            />
          )}
        </Labelled>
      )}
      <Typography.Text type="secondary" className="mono">
        {written(kind, text)}
      </Typography.Text>
      <Flex justify="end">
        <Button type="primary" disabled={!isComplete} onClick={add}>
          {t('jobs.mapping.addLine')}
        </Button>
      </Flex>
    </Flex>
  );
  return (
    <Popover trigger="click" open={isOpen && !isDisabled} onOpenChange={setOpen} content={form} placement="bottomLeft">
      <Button icon={<PlusOutlined aria-hidden />} disabled={isDisabled}>
        {t('jobs.mapping.addValue')}
      </Button>
    </Popover>
  );
}

/** Constants and parameters are texts of SQL: in quotes, which are doubled inside. */
function written(kind: Kind, text: string): string {
  return kind === 'function' ? text : `'${text.replaceAll("'", "''")}'`;
}
