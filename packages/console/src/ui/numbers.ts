/** In place of a number that nobody knows; never a zero. */
export const unknownValue = '—';

const counts = new Intl.NumberFormat('en-US');

/** `1,234,567` */
export function countText(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? unknownValue : counts.format(value);
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** `1.5 MiB` */
export function bytesText(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return unknownValue;
  const step = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), byteUnits.length - 1);
  const number = value / 1024 ** step;
  return `${step === 0 || number >= 100 ? Math.round(number) : number.toFixed(1)} ${byteUnits[step]}`;
}

export type DurationUnits = Readonly<Record<'ms' | 'second' | 'minute' | 'hour', string>>;
let units: DurationUnits = { ms: 'ms', second: 's', minute: 'min', hour: 'h' };

/** Told when the language changes. */
export function speakUnits(words: DurationUnits): void {
  units = words;
}

/** `850 ms`, `12.3 s`, `4 min 05 s`, `2 h 07 min` */
export function durationText(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return unknownValue;
  if (ms < 1_000) return `${Math.round(ms)} ${units.ms}`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} ${units.second}`;
  const seconds = Math.floor(ms / 1_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} ${units.minute} ${pad(seconds % 60)} ${units.second}`;
  return `${Math.floor(seconds / 3_600)} ${units.hour} ${pad(Math.floor((seconds % 3_600) / 60))} ${units.minute}`;
}
