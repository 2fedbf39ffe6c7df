/** Loaded when a page asks for a date: the picker brings a library of dates along. */
import { DatePicker, TimePicker } from 'antd';
import dayjs from 'dayjs';
import chinese from 'dayjs/locale/zh-cn';
import { formats, type InputProps } from './date-input.tsx';

// Known from here on, and not chosen: that the component library does by its own language.
dayjs.locale(chinese, undefined, true);

export default function Picker({ kind, value, onChange, mayBeEmpty, isDisabled, isWrong, ...rest }: InputProps) {
  const format = formats[kind];
  const shared = {
    ...rest,
    format,
    disabled: isDisabled === true,
    allowClear: mayBeEmpty === true,
    needConfirm: false,
    status: isWrong === true ? ('error' as const) : ('' as const),
    value: value === '' ? null : dayjs(kind === 'time' ? `2000-01-01T${value}` : value),
    onChange: (next: dayjs.Dayjs | null) => {
      if (next !== null || mayBeEmpty === true) onChange(next?.format(format) ?? '');
    },
  };
  return kind === 'time' ? <TimePicker {...shared} /> : <DatePicker {...shared} />;
}
