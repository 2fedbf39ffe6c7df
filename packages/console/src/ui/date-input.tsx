import { Input } from 'antd';
import { useEffect, useState, type ComponentProps, type ComponentType } from 'react';

export interface InputProps {
  readonly kind: 'date' | 'time';
  /** `2026-11-20`, `22:30`, or nothing. */
  readonly value: string;
  /** Told the same way. */
  readonly onChange: (value: string) => void;
  readonly mayBeEmpty?: boolean;
  readonly isDisabled?: boolean;
  readonly isWrong?: boolean;
  readonly id?: string;
  readonly className?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-describedby'?: string | undefined;
}

/** A date of the calendar, in the console's language whatever the browser's is. */
export function DateInput(props: Omit<InputProps, 'kind'>) {
  return <Either {...props} kind="date" />;
}

/** A time of the day, in 24 hours. */
export function TimeInput(props: Omit<InputProps, 'kind'>) {
  return <Either {...props} kind="time" />;
}

/** A text until the picker is there: who is typing by then is not disturbed. */
function Either(props: InputProps) {
  const Picker = usePicker();
  const [isTyping, setTyping] = useState(false);
  if (Picker !== undefined && !isTyping) return <Picker {...props} className="picker-input" />;
  return (
    <PlainInput {...props} className="picker-input" onFocus={() => setTyping(true)} onBlur={() => setTyping(false)} />
  );
}

type PickerComponent = ComponentType<InputProps>;
let picker: PickerComponent | undefined;
/** Pages show what they are for in less. */
const pauseMs = 800;

/** Loaded after what a page shows first. A page without its server goes on without it; the next one asks again. */
function usePicker(): PickerComponent | undefined {
  const [found, setFound] = useState(() => picker);
  useEffect(() => {
    if (found !== undefined) return undefined;
    const timer = setTimeout(() => {
      import('./pickers.tsx').then(
        (loaded) => {
          picker = loaded.default;
          setFound(() => loaded.default);
        },
        () => undefined,
      );
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [found]);
  return found;
}

/** As the picker's library writes them. */
export const formats = { date: 'YYYY-MM-DD', time: 'HH:mm' } as const;
const whole = { date: /^\d{4}-\d{2}-\d{2}$/, time: /^([01]\d|2[0-3]):[0-5]\d$/ } as const;

type PlainProps = InputProps & Required<Pick<ComponentProps<typeof Input>, 'onFocus' | 'onBlur'>>;

/** It counts as soon as it is whole. */
function PlainInput({ kind, value, onChange, mayBeEmpty, isDisabled, isWrong, ...rest }: PlainProps) {
  const [text, setText] = useState({ typed: value, value });
  if (text.value !== value) setText({ typed: value, value });
  return (
    <Input
      {...rest}
      value={text.typed}
      placeholder={formats[kind]}
      disabled={isDisabled === true}
      status={isWrong === true ? 'error' : ''}
      onChange={({ target: { value: typed } }) => {
        setText({ typed, value });
        if (typed === '' ? mayBeEmpty === true : whole[kind].test(typed)) onChange(typed);
      }}
    />
  );
}
