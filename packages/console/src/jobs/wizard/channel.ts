/** The setting of a script in the words of the form, and back. Keys that the form does not show stay. */
import type { JsonValue, Parameter } from '@sluice/core';
import { isValues } from '../../form/values.ts';
import { changed } from './model.ts';

export type DirtyPolicy =
  | { readonly kind: 'none' }
  /** A text holds a variable. */
  | { readonly kind: 'count'; readonly records: number | string }
  | { readonly kind: 'share'; readonly percent: number | string }
  | { readonly kind: 'any' };

export function part(setting: Parameter, name: string): Parameter {
  const value = setting[name];
  return isValues(value) ? value : {};
}

/** As the engine reads it: a strategy wins over a number of records, which wins over a share. */
export function dirtyPolicyOf(setting: Parameter): DirtyPolicy {
  const { record, percentage, strategy } = part(setting, 'errorLimit');
  const word = String(strategy ?? '').toLowerCase();
  if (word === 'zerotolerance') return { kind: 'none' };
  if (word === 'ignore') return { kind: 'any' };
  if (record !== undefined && record !== null && record !== '') {
    const records = numberIn(record);
    return records === 0 ? { kind: 'none' } : { kind: 'count', records };
  }
  if (percentage !== undefined && percentage !== null && percentage !== '')
    return { kind: 'share', percent: scaled(numberIn(percentage), 100) };
  return { kind: 'any' };
}

export function withDirtyPolicy(setting: Parameter, policy: DirtyPolicy): Parameter {
  const limit = changed(part(setting, 'errorLimit'), {
    strategy: policy.kind === 'any' ? 'Ignore' : undefined,
    record: policy.kind === 'none' ? 0 : policy.kind === 'count' ? policy.records : undefined,
    percentage: policy.kind === 'share' ? scaled(policy.percent, 0.01) : undefined,
  });
  return changed(setting, { errorLimit: limit });
}

/** A text that is no number holds a variable, and stays as it is. */
function numberIn(value: JsonValue): number | string {
  const number = Number(value);
  return Number.isNaN(number) ? String(value) : number;
}

function scaled(value: number | string, by: number): number | string {
  return typeof value === 'string' ? value : Number((value * by).toFixed(8));
}

export function withSpeed(setting: Parameter, values: Readonly<Record<string, JsonValue | undefined>>): Parameter {
  return changed(setting, { speed: changed(part(setting, 'speed'), values) });
}

/** MB per second; undefined: no limit. */
export function rateOf(setting: Parameter): number | string | undefined {
  const { throttle, mbps } = part(setting, 'speed');
  const isOn = throttle === true || ['true', '1', 'yes'].includes(String(throttle).toLowerCase());
  return isOn && mbps !== undefined && mbps !== null ? numberIn(mbps) : undefined;
}

export function withRate(setting: Parameter, mbps: JsonValue | undefined): Parameter {
  return withSpeed(setting, { throttle: mbps !== undefined, mbps });
}

export function timeZoneOf(setting: Parameter): string | undefined {
  const { timeZone } = part(part(setting, 'common'), 'column');
  return typeof timeZone === 'string' && timeZone !== '' ? timeZone : undefined;
}

export function withTimeZone(setting: Parameter, timeZone: string | undefined): Parameter {
  const common = part(setting, 'common');
  const column = changed(part(common, 'column'), { timeZone });
  const next = changed(common, { column: Object.keys(column).length === 0 ? undefined : column });
  return changed(setting, { common: Object.keys(next).length === 0 ? undefined : next });
}
