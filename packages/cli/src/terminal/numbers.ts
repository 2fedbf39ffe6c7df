/** Numbers as people read them. Unknown values are left out by the callers, never shown as zero. */

/** `182331` → `182,331`. */
export function formatCount(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 row`, `2 rows`. */
export function formatAmount(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(value)} ${value === 1 ? singular : plural}`;
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal units: `1500000` → `1.5 MB`. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.95 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : withDigits(value)} ${byteUnits[unit]}`;
}

/** Always in MB, as in progress lines, so that the eye compares digits only: `12.3`. */
export function formatMegabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value >= 100 ? formatCount(value) : value.toFixed(1);
}

function withDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/** `4.2 s`, `1 min 05 s`, `2 h 03 min`, `3 d 04 h`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)} d ${twoDigits(hours % 24)} h`;
}

/** Local wall clock with the zone offset: `2026-11-21 11:59:59 +08:00`. */
export function formatMoment(iso: string): string {
  const date = new Date(iso);
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const minutes = Math.abs(offset);
  return `${local} ${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
