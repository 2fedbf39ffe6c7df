/** Text of numbers as SQLite holds them. */

/** The shortest text that reads back as the same number; whole numbers keep a point, as SQLite prints them. */
export function realText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toFixed(1);
  if (value === Infinity) return '9e999';
  return value === -Infinity ? '-9e999' : String(value);
}
