import type { TFunction } from 'i18next';
import type { InstanceDetail } from './instance-state.tsx';

/** Why an instance waits, by code and variant; a reason of a newer server as it says it itself. */
export function reasonText(t: TFunction, { code, text, values = {} }: InstanceDetail['waiting'][number]): string {
  const { variant, ...rest } = values;
  const key = `instances.reasons.${code}${variant === undefined ? '' : `_${variant}`}`;
  // The keys follow the server's codes; a test compares them.
  return t(key as 'instances.reasons.frozen', { ...rest, defaultValue: text });
}
