/** What a number format makes of a number: text for the eye alone, or a date. */
export type FormatKind = 'number' | 'date' | 'time' | 'timestamp' | 'elapsed';

/** Formats that files mention by number only. */
const builtIn: ReadonlyMap<number, FormatKind> = new Map<number, FormatKind>([
  ...[14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id) => [id, 'date'] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56].map((id) => [id, 'time'] as const),
  [22, 'timestamp'],
  [46, 'elapsed'],
]);

export function builtInKind(id: number): FormatKind {
  return builtIn.get(id) ?? 'number';
}

/** Quoted text, escaped and padding characters, colours and conditions: nothing that formats a value. */
const decoration = /"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi;

/** The kind of a format code such as `yyyy\-mm\-dd;@`. Its first section counts. */
export function formatKind(code: string): FormatKind {
  const plain = code.replaceAll(decoration, '').split(';')[0] as string;
  if (/^(?:general|standard)$/i.test(plain.trim())) return 'number';
  if (/\[(?:h+|m+|s+)\]/i.test(plain)) return 'elapsed';
  // `E+00` is an exponent; the letter alone is a year in East Asian calendars.
  const letters = plain.replaceAll(/E[+-]/gi, '').replaceAll(/AM\/PM|A\/P|上午\/下午/gi, 'h');
  const hasTime = /[hs]/i.test(letters);
  const hasDate = /[yde]/i.test(letters) || (/m/i.test(letters) && !hasTime);
  if (hasDate) return hasTime ? 'timestamp' : 'date';
  return hasTime ? 'time' : 'number';
}
