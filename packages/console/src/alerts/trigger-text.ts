import type { TFunction } from 'i18next';
import type { Trigger } from './queries.ts';
import { limitOf } from './rule-model.ts';

/** A trigger with its value: «More than 100 dirty records». */
export function triggerText(t: TFunction, trigger: Trigger): string {
  return t(`alerts.told.${trigger.kind}`, { value: limitOf(trigger)?.value ?? '' });
}
