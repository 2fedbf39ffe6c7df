import type { JsonValue } from '@sluice/core';
import { Card, Checkbox, Flex, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { JsonInput } from '../../form/json-input.tsx';
import { NumberInput } from '../../form/plain-inputs.tsx';
import { listOf } from '../../form/values.ts';
import { Labelled } from '../../schedules/labelled.tsx';
import { useZoneOptions } from '../../schedules/zones.ts';
import {
  dirtyPolicyOf,
  part,
  rateOf,
  timeZoneOf,
  withDirtyPolicy,
  withRate,
  withSpeed,
  withTimeZone,
  type DirtyPolicy,
} from './channel.ts';
import { changed } from './model.ts';
import { useWizard } from './wizard-context.ts';

/** How fast, how careful, in which time zone. */
export function ChannelStep() {
  const { t } = useTranslation();
  return (
    <Flex vertical gap="middle">
      <Card size="small" title={t('jobs.channel.speed')}>
        <SpeedFields />
      </Card>
      <Card size="small" title={t('jobs.channel.dirty')}>
        <DirtyFields />
      </Card>
      <Card size="small" title={t('jobs.channel.more')}>
        <MoreFields />
      </Card>
      <ExtraCard />
    </Flex>
  );
}

function useSetting() {
  const { model, change, mayEdit } = useWizard();
  return {
    setting: model.setting,
    isDisabled: !mayEdit,
    set: (setting: typeof model.setting) => change({ ...model, setting }),
  };
}

function SpeedFields() {
  const { t } = useTranslation();
  const { setting, set } = useSetting();
  const speed = part(setting, 'speed');
  const concurrent = speed['concurrent'] ?? speed['channel'];
  return (
    <Flex gap="large" wrap>
      <NumberField
        label={t('jobs.channel.concurrent')}
        help={t('jobs.channel.concurrentHelp')}
        empty={t('jobs.channel.automatic')}
        value={concurrent}
        onChange={(next) => set(withSpeed(setting, { channel: undefined, concurrent: next }))}
      />
      <NumberField
        label={t('jobs.channel.rate')}
        help={t('jobs.channel.rateHelp')}
        empty={t('jobs.channel.noLimit')}
        unit="MB/s"
        least={0.001}
        value={rateOf(setting)}
        onChange={(next) => set(withRate(setting, next))}
      />
      <NumberField
        label={t('jobs.channel.records')}
        help={t('jobs.channel.recordsHelp')}
        empty={t('jobs.channel.noLimit')}
        value={speed['record']}
        onChange={(next) => set(withSpeed(setting, { record: next }))}
      />
    </Flex>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly help?: string;
  /** What no number means. */
  readonly empty?: string;
  readonly unit?: string;
  readonly least?: number;
  readonly most?: number;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
}

/** A number, or a variable in its place. */
function NumberField({ label, help, empty, unit, least = 1, most, value, onChange }: NumberFieldProps) {
  const { isDisabled } = useSetting();
  const field = {
    ...plainField,
    title: label,
    minimum: least,
    ...(most === undefined ? {} : { maximum: most }),
    ...(empty === undefined ? {} : { default: empty }),
    ...(unit === undefined ? {} : { unit }),
  };
  return (
    <Labelled label={label} help={help} width={300}>
      {(ids) => (
        <NumberInput
          id={ids.id}
          describedBy={ids['aria-describedby']}
          field={field}
          value={value}
          isDisabled={isDisabled}
          onChange={onChange}
        />
      )}
    </Labelled>
  );
}

const plainField = {
  name: 'number',
  title: '',
  type: 'number',
  typeWords: '',
  widget: 'number',
  isRequired: false,
  isSecret: false,
  isAdvanced: false,
} as const;

const policies = {
  none: { kind: 'none' },
  count: { kind: 'count', records: 10 },
  share: { kind: 'share', percent: 1 },
  any: { kind: 'any' },
} as const;

function DirtyFields() {
  const { t } = useTranslation();
  const { setting, isDisabled, set } = useSetting();
  const policy = dirtyPolicyOf(setting);
  const change = (next: DirtyPolicy) => set(withDirtyPolicy(setting, next));
  return (
    <Flex vertical gap="small">
      <Radio.Group
        vertical
        aria-label={t('jobs.channel.dirty')}
        disabled={isDisabled}
        value={policy.kind}
        onChange={(event) => change(policies[event.target.value as DirtyPolicy['kind']])}
        options={(['none', 'count', 'share', 'any'] as const).map((kind) => ({
          value: kind,
          label: t(`jobs.channel.policies.${kind}`),
        }))}
      />
      {policy.kind === 'count' && (
        <NumberField
          label={t('jobs.channel.mostRecords')}
          value={policy.records}
          onChange={(records) => change({ kind: 'count', records: limitOf(records) })}
        />
      )}
      {policy.kind === 'share' && (
        <NumberField
          label={t('jobs.channel.mostShare')}
          help={t('jobs.channel.shareHelp')}
          unit="%"
          least={0}
          most={100}
          value={policy.percent}
          onChange={(percent) => change({ kind: 'share', percent: limitOf(percent) })}
        />
      )}
    </Flex>
  );
}

/** No number is the strictest one. */
function limitOf(value: JsonValue | undefined): number | string {
  return typeof value === 'number' || typeof value === 'string' ? value : 0;
}

function MoreFields() {
  const { t } = useTranslation();
  const { setting, isDisabled, set } = useSetting();
  const zones = useZoneOptions(timeZoneOf(setting));
  return (
    <Flex vertical gap="middle">
      <Labelled label={t('jobs.channel.timeZone')} help={t('jobs.channel.timeZoneHelp')} width={420}>
        {(ids) => (
          <Select
            {...ids}
            allowClear
            showSearch
            className="wide"
            disabled={isDisabled}
            placeholder={t('jobs.channel.machineZone')}
            value={timeZoneOf(setting)}
            options={zones}
            onChange={(zone: string | undefined) => set(withTimeZone(setting, zone))}
          />
        )}
      </Labelled>
      <Checkbox
        disabled={isDisabled}
        checked={setting['failoverEnable'] === true}
        onChange={(event) => set(changed(setting, { failoverEnable: event.target.checked ? true : undefined }))}
      >
        {t('jobs.channel.resume')}
      </Checkbox>
      <Checkbox
        disabled={isDisabled}
        checked={setting['executeMode'] === 'distribute'}
        onChange={(event) => set(changed(setting, { executeMode: event.target.checked ? 'distribute' : undefined }))}
      >
        {t('jobs.channel.distribute')}
      </Checkbox>
    </Flex>
  );
}

/** Keys of the script that no step shows: as they are, never dropped. */
function ExtraCard() {
  const { t } = useTranslation();
  const { model, change, mayEdit } = useWizard();
  if (Object.keys(model.extra).length === 0) return null;
  return (
    <Card size="small" title={t('jobs.channel.extra')}>
      <Labelled label={t('jobs.channel.extraLabel')} help={t('jobs.channel.extraHelp')}>
        {(ids) => (
          <JsonInput
            id={ids.id}
            field={plainField}
            value={model.extra}
            isDisabled={!mayEdit}
            onChange={(extra) => {
              if (listOf(extra).length === 0) change({ ...model, extra: {} });
              else if (typeof extra === 'object' && extra !== null && !Array.isArray(extra))
                change({ ...model, extra: extra as typeof model.extra });
            }}
          />
        )}
      </Labelled>
    </Card>
  );
}
