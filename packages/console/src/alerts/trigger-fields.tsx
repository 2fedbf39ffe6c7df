import { Checkbox, Flex, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Trigger } from './queries.ts';
import { limitOf, newTriggers, triggerKinds, withLimit } from './rule-model.ts';

interface Props {
  readonly triggers: readonly Trigger[];
  readonly onChange: (triggers: Trigger[]) => void;
}

/** Each trigger once, with its limit. */
export function TriggerFields({ triggers, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <Flex vertical gap={6}>
      {triggerKinds.map((kind) => {
        const chosen = triggers.find((trigger) => trigger.kind === kind);
        const others = triggers.filter((trigger) => trigger.kind !== kind);
        const limit = chosen === undefined ? undefined : limitOf(chosen);
        const name = t(`alerts.triggers.${kind}`);
        return (
          <Flex key={kind} gap="small" align="center" wrap>
            <Checkbox
              checked={chosen !== undefined}
              onChange={({ target }) => onChange(target.checked ? [...others, newTriggers[kind]] : others)}
            >
              {name}
            </Checkbox>
            {limit === undefined || chosen === undefined ? null : (
              <Input
                className="filter-date"
                aria-label={`${name}: ${t(`alerts.limits.${limit.name}`)}`}
                type={limit.name === 'by' ? 'text' : 'number'}
                suffix={t(`alerts.limits.${limit.name}`)}
                value={limit.value}
                onChange={({ target }) =>
                  onChange(triggers.map((trigger) => (trigger === chosen ? withLimit(chosen, target.value) : trigger)))
                }
              />
            )}
          </Flex>
        );
      })}
    </Flex>
  );
}
