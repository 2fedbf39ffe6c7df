import { DeleteOutlined } from '@ant-design/icons';
import { Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateInput } from '../ui/date-input.tsx';
import type { BackfillBody } from './model.ts';

interface Props {
  readonly ranges: BackfillBody['ranges'];
  readonly onChange: (ranges: BackfillBody['ranges']) => void;
}

/** Business dates from and to, both included; several of them. */
export function Ranges({ ranges, onChange }: Props) {
  const { t } = useTranslation();
  const set = (position: number, end: 'from' | 'to', date: string): void =>
    onChange(ranges.map((range, index) => (index === position ? { ...range, [end]: date } : range)));
  const last = ranges.at(-1);
  return (
    <Flex vertical gap="small" align="start">
      {ranges.map((range, index) => (
        <Flex key={index} gap="small" align="center" wrap>
          {(['from', 'to'] as const).map((end) => (
            <Flex key={end} gap={6} align="center" component="label">
              {t(`runs.${end}`)}
              <DateInput
                aria-label={t(`backfills.range.${end}`, { number: index + 1 })}
                value={range[end]}
                isWrong={range.to !== '' && range.to < range.from}
                onChange={(date) => set(index, end, date)}
              />
            </Flex>
          ))}
          {ranges.length === 1 ? null : (
            <Button
              icon={<DeleteOutlined aria-hidden />}
              aria-label={t('backfills.range.remove', { number: index + 1 })}
              onClick={() => onChange(ranges.filter((_, position) => position !== index))}
            />
          )}
        </Flex>
      ))}
      <Button
        disabled={ranges.length >= 50}
        onClick={() => onChange([...ranges, { from: last?.to ?? '', to: last?.to ?? '' }])}
      >
        {t('backfills.range.add')}
      </Button>
    </Flex>
  );
}
