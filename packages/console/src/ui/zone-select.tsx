import { Select } from 'antd';
import { useMemo } from 'react';

interface Props {
  readonly id?: string;
  readonly value?: string;
  readonly onChange?: (zone: string) => void;
  readonly disabled?: boolean;
}

/** IANA time zones with their offset now; fits into `Form.Item`. */
export function ZoneSelect({ id, value, onChange, disabled }: Props) {
  const options = useMemo(() => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map(optionOf), []);
  return (
    <Select
      id={id}
      showSearch
      value={value}
      onChange={onChange}
      disabled={disabled}
      options={options}
      className="zone-select"
    />
  );
}

function optionOf(zone: string) {
  const offset = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' })
    .formatToParts(new Date())
    .find(({ type }) => type === 'timeZoneName')?.value;
  const text = (offset ?? '').replace(/^GMT(?:\+0)?/, 'UTC');
  return { value: zone, label: zone === text ? zone : `${zone} (${text})` };
}
