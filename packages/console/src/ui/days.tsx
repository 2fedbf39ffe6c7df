import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { DateInput } from './date-input.tsx';
import { useFilters } from './filters.ts';
import { dayOf } from './instants.ts';

/** The days from which and to which a list goes, both included; kept in the address, which `instantsOf` reads. */
export function DayFilters() {
  const { t } = useTranslation();
  const [filters, change] = useFilters();
  return (['from', 'to'] as const).map((end) => (
    <Flex key={end} gap={6} align="center" component="label">
      {t(`runs.${end}`)}
      <DateInput mayBeEmpty value={dayOf(filters[end]) ?? ''} onChange={(day) => change({ [end]: day })} />
    </Flex>
  ));
}
