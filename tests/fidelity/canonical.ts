/** Texts that are equal when two stores mean the same value, however each of them writes it. */

/** What a value is about: decides how two of them are compared. */
export type Family =
  | 'bool'
  | 'number'
  | 'float32'
  | 'float64'
  | 'text'
  /** Text whose trailing blanks do not count. */
  | 'char'
  | 'bytes'
  /** Dates and timestamps. */
  | 'moment'
  | 'time'
  | 'json';

/** As a store's own client delivers it. */
export type Cell = string | Uint8Array | null;

/** True when the target says the same as the source. A text may also be read as what the target keeps. */
export function isSame(source: Cell, sourceFamily: Family, target: Cell, targetFamily: Family): boolean {
  if (source === null || target === null) return source === target;
  const found = targetFamily === 'char' ? canonical('char', target) : target;
  if (canonical(sourceFamily, source) === canonical(sourceFamily, found)) return true;
  const isReadAsTarget =
    sourceFamily === 'text' || targetFamily === 'char' || (sourceFamily === 'moment' && targetFamily === 'number');
  if (isReadAsTarget && canonical(targetFamily, source) === canonical(targetFamily, found)) return true;
  return isSameWhole(String(source), target, targetFamily);
}

/** A float that holds a whole number exactly may be printed with fewer digits. */
function isSameWhole(source: string, target: string | Uint8Array, targetFamily: Family): boolean {
  if (!/^-?\d+$/.test(source) || typeof target !== 'string' || !targetFamily.startsWith('float')) return false;
  const value = targetFamily === 'float32' ? Math.fround(Number(target)) : Number(target);
  return Number.isInteger(value) && BigInt(value) === BigInt(source);
}

function canonical(family: Family, cell: string | Uint8Array): string {
  if (family === 'bytes') return Buffer.from(cell as string).toString('hex');
  const text = typeof cell === 'string' ? cell : Buffer.from(cell).toString('utf8');
  switch (family) {
    case 'text':
      return text;
    case 'char':
      return text.replace(/ +$/, '');
    case 'bool':
    case 'number':
      return decimal(text);
    case 'float32':
      return String(Math.fround(Number(text)));
    case 'float64':
      return String(Number(text));
    case 'moment':
      return moment(text);
    case 'time':
      return unquote(text).replace(/\.0+$|(\.\d*?)0+$/, '$1');
    case 'json':
      return json(text);
  }
}

/** `-0012.500e3` is `-125e2`. Moments are counted in milliseconds. */
function decimal(given: string): string {
  const text = given === 't' || given === 'true' ? '1' : given.replace(/^(f|false)$/, '0');
  if (/^\d+-\d\d-\d\d/.test(text)) return decimal(String(Date.parse(isoOf(text))));
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (match === null || text === '') return text;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  const scale = Number(exponent) - fraction.length + digits.length - kept.length;
  return `${sign === '-' ? '-' : ''}${kept}e${scale}`;
}

/** An instant in ISO form, for `Date`. */
function isoOf(text: string): string {
  const [date = '', time = '00:00:00'] = text.replace(/\+00|( BC)$/g, '').split(/[ T]/);
  const [year = '', ...rest] = date.split('-');
  const plain = text.endsWith(' BC') ? `-${String(Number(year) - 1).padStart(6, '0')}` : year;
  return `${[plain, ...rest].join('-')}T${time}Z`;
}

/** Without zone (all are UTC), midnight, and trailing zeros; years before Christ as negative ones. */
function moment(given: string): string {
  const text = unquote(given);
  const isBefore = text.endsWith(' BC');
  const plain = text
    .replace(/ BC$/, '')
    .replace('T', ' ')
    .replace(/(Z|\+00(:00)?)$/, '')
    .replace(/\.0+$|(\.\d*?)0+$/, '$1')
    .replace(/ 00:00:00$/, '');
  const [, year = '', rest = ''] = /^(-?\d+)(-.*)$/.exec(plain) ?? [];
  if (year === '') return plain;
  return `${isBefore ? 1 - Number(year) : Number(year)}${rest}`;
}

function unquote(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

/** Keys in order; of equal keys the last one counts. */
function json(text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : each,
  );
}
