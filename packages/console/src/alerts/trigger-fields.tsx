import { Checkbox, Flex, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { TimeInput } from '../ui/date-input.tsx';
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
              <LimitInput
                {...limit}
                label={`${name}: ${t(`alerts.limits.${limit.name}`)}`}
                onChange={(text) =>
                  onChange(triggers.map((trigger) => (trigger === chosen ? withLimit(chosen, text) : trigger)))
                }
              />
            )}
          </Flex>
        );
      })}
    </Flex>
  );
}

interface LimitProps extends NonNullable<ReturnType<typeof limitOf>> {
  readonly label: string;
  readonly onChange: (text: string) => void;
}

function LimitInput({ name, value, label, onChange }: LimitProps) {
  const { t } = useTranslation();
  if (name === 'by') return <TimeInput aria-label={label} value={value} onChange={onChange} />;
  return (
    <Input
      className="limit-input"
      aria-label={label}
      type="number"
      suffix={t(`alerts.limits.${name}`)}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
