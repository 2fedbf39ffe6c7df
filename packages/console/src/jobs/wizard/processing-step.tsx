import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { transformNames } from '@sluice/core';
import type { JsonValue, MappingLine, Parameter, TransformName } from '@sluice/core';
import { Alert, Button, Card, Dropdown, Flex, Input, InputNumber, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Labelled } from '../../schedules/labelled.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { labelOf } from '../mapping/entries.ts';
import { isKnown, newTransform, parasIn, parasOf, type Para } from './transforms.ts';
import { useWizard } from './wizard-context.ts';

/** What happens to values on their way, step by step in this order. */
export function ProcessingStep() {
  const { t } = useTranslation();
  const { model, change, mayEdit } = useWizard();
  const { transforms, mapping } = model;
  const set = (next: typeof transforms) => change({ ...model, transforms: next });
  const add = (name: TransformName) => set([...transforms, newTransform(name, 0)]);
  const move = (from: number, to: number) => {
    const moved = transforms[from];
    if (moved !== undefined) set(transforms.toSpliced(from, 1).toSpliced(to, 0, moved));
  };
  const adding = (
    <Dropdown
      disabled={!mayEdit || mapping.length === 0}
      trigger={['click']}
      menu={{
        items: transformNames.map((name) => ({ key: name, label: `${t(`jobs.transforms.${name}.title`)} (${name})` })),
        onClick: ({ key }) => add(key as TransformName),
      }}
    >
      <Button icon={<PlusOutlined aria-hidden />}>{t('jobs.processing.add')}</Button>
    </Dropdown>
  );
  if (transforms.length === 0)
    return (
      <EmptyState title={t('jobs.processing.none')} action={adding}>
        {mapping.length === 0 ? t('jobs.processing.mapFirst') : t('jobs.processing.noneHelp')}
      </EmptyState>
    );
  return (
    <Flex vertical gap="middle">
      {transforms.map((transform, index) => (
        <TransformCard
          key={index}
          number={index + 1}
          transform={transform}
          lines={mapping}
          onChange={(parameter) => set(transforms.with(index, { ...transform, parameter }))}
          actions={
            <>
              <IconButton
                label={t('jobs.processing.up')}
                isDisabled={index === 0}
                icon={<ArrowUpOutlined aria-hidden />}
                onClick={() => move(index, index - 1)}
              />
              <IconButton
                label={t('jobs.processing.down')}
                isDisabled={index === transforms.length - 1}
                icon={<ArrowDownOutlined aria-hidden />}
                onClick={() => move(index, index + 1)}
              />
              <IconButton
                label={t('jobs.processing.remove')}
                icon={<DeleteOutlined aria-hidden />}
                onClick={() => set(transforms.toSpliced(index, 1))}
              />
            </>
          }
        />
      ))}
      <div>{adding}</div>
    </Flex>
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}

function IconButton({ label, icon, isDisabled = false, onClick }: IconButtonProps) {
  const { mayEdit } = useWizard();
  return (
    <Button
      type="text"
      size="small"
      aria-label={label}
      title={label}
      icon={icon}
      disabled={isDisabled || !mayEdit}
      onClick={onClick}
    />
  );
}

interface CardProps {
  readonly number: number;
  readonly transform: { readonly name: string; readonly parameter: Parameter };
  readonly lines: readonly MappingLine[];
  readonly onChange: (parameter: Parameter) => void;
  readonly actions: ReactNode;
}

function TransformCard({ number, transform, lines, onChange, actions }: CardProps) {
  const { t } = useTranslation();
  const { mayEdit } = useWizard();
  const { name, parameter } = transform;
  if (!isKnown(name))
    return (
      <Card size="small" title={`${number}. ${name}`} extra={actions}>
        <pre className="code-block">{JSON.stringify(parameter, undefined, 2)}</pre>
        <Typography.Text type="secondary">{t('jobs.processing.unknown')}</Typography.Text>
      </Card>
    );
  const column = Number(parameter['columnIndex']);
  const isGone = lines[column] === undefined;
  const paras = parasIn(name, parameter);
  const setPara = (index: number, value: string) => onChange({ ...parameter, paras: paras.with(index, value) });
  return (
    <Card size="small" title={`${number}. ${t(`jobs.transforms.${name}.title`)}`} extra={actions}>
      <Flex vertical gap="small">
        {isGone && <Alert type="error" showIcon title={t('jobs.processing.gone')} />}
        <Typography.Text type="secondary">{t(`jobs.transforms.${name}.help`)}</Typography.Text>
        <Flex gap="middle" wrap>
          <Labelled label={t('jobs.processing.column')}>
            {(ids) => (
              <Select
                {...ids}
                showSearch={{ optionFilterProp: 'label' }}
                className="choice-wide"
                disabled={!mayEdit}
                value={isGone ? undefined : column}
                options={lines.map(({ source, target }, index) => ({ value: index, label: lineLabel(source, target) }))}
                onChange={(columnIndex: number) => onChange({ ...parameter, columnIndex })}
              />
            )}
          </Labelled>
          {parasOf[name].map((para, index) => (
            <ParaField
              key={para.name}
              para={para}
              value={paras[index] ?? ''}
              isDisabled={!mayEdit}
              onChange={(value) => setPara(index, value)}
            />
          ))}
        </Flex>
      </Flex>
    </Card>
  );
}

function lineLabel(source: JsonValue, target: JsonValue): string {
  if (source === null) return labelOf(target);
  return target === null ? labelOf(source) : `${labelOf(source)} → ${labelOf(target)}`;
}

interface ParaProps {
  readonly para: Para;
  readonly value: string;
  readonly isDisabled: boolean;
  readonly onChange: (value: string) => void;
}

function ParaField({ para, value, isDisabled, onChange }: ParaProps) {
  const { t } = useTranslation();
  const { of } = para;
  return (
    <Labelled label={t(`jobs.processing.paras.${para.name}`)}>
      {(ids) =>
        of.kind === 'word' ? (
          <Select
            {...ids}
            className="choice-narrow"
            disabled={isDisabled}
            value={value}
            options={of.words.map((word) => ({ value: word, label: word }))}
            onChange={onChange}
          />
        ) : of.kind === 'number' ? (
          <InputNumber
            {...ids}
            min={0}
            precision={0}
            disabled={isDisabled}
            value={value === '' ? null : Number(value)}
            onChange={(next) => onChange(next === null ? '' : String(next))}
          />
        ) : (
          <Input {...ids} disabled={isDisabled} value={value} onChange={({ target }) => onChange(target.value)} />
        )
      }
    </Labelled>
  );
}
