import type { FileReaderOptions, FileWriterOptions } from '../../fields.ts';
import { fileErrors } from '../../errors.ts';
import { checkDialect, type Dialect } from './dialect.ts';
import { specialBytes } from './encoder-source.ts';

/** What a reader's options say about records and fields. */
export function readDialect(options: FileReaderOptions): Dialect {
  const config = Object.fromEntries(
    Object.entries(options.csvReaderConfig ?? {}).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const isCsv = options.fileFormat === 'csv' && flagOf(config['usetextqualifier']) !== false;
  const quote = isCsv ? byteOf('quote', characterOf(config['textqualifier']) ?? options.quote) : undefined;
  const usesBackslash = String(config['escapemode'] ?? '1') === '2';
  const escape = quote === undefined ? undefined : byteOf('escape', usesBackslash ? '\\' : options.escape);
  const comment = flagOf(config['usecomments']) === true ? (characterOf(config['comment']) ?? '#') : options.comment;
  const skipsEmpty = flagOf(config['skipemptyrecords']) ?? options.skipEmptyRecords;
  return checkDialect({
    delimiter: bytesOf(characterOf(config['delimiter']) ?? options.fieldDelimiter),
    lineEnd: lineEndOf(options.lineDelimiter, isCsv),
    ...given('quote', quote),
    ...given('escape', escape === quote ? undefined : escape),
    ...given('comment', byteOf('comment', comment)),
    trims: flagOf(config['trimwhitespace']) ?? options.trimWhitespace,
    emptyRecords: skipsEmpty === undefined ? 'auto' : skipsEmpty ? 'skip' : 'keep',
    ...given('nullText', options.nullFormat === undefined ? undefined : bytesOf(options.nullFormat)),
    emptyIsNull: options.emptyAsNull,
  });
}

/** What a writer's options say about records and fields. */
export function writeDialect(options: FileWriterOptions): Dialect & { readonly nullText: Uint8Array } {
  const isCsv = options.fileFormat === 'csv';
  const quote = isCsv ? byteOf('quote', options.quote) : undefined;
  const escape = isCsv ? byteOf('escape', options.escape) : undefined;
  const lineEnd = bytesOf(options.lineDelimiter);
  const nullText = bytesOf(options.nullFormat ?? (isCsv ? '' : String.raw`\N`));
  const dialect = {
    delimiter: bytesOf(options.fieldDelimiter),
    lineEnd: lineEnd.length === 1 && lineEnd[0] === 10 ? ('lf' as const) : lineEnd,
    ...given('quote', quote),
    ...given('escape', escape === quote ? undefined : escape),
    trims: false,
    emptyRecords: 'keep' as const,
    nullText,
    emptyIsNull: false,
  };
  checkDialect(dialect);
  const special = specialBytes(dialect);
  if (nullText.some((byte) => special[byte] === 1 && byte !== escape)) {
    throw fileErrors.badDialect({ problem: 'nullFormat holds a delimiter, a quote or a line break' });
  }
  return dialect;
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [N in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [N in Name]?: Value };
}

/** A declared CR LF in csv files is what `lf` accepts anyway; in text files it is exact. */
function lineEndOf(lineDelimiter: string | undefined, isCsv: boolean): Dialect['lineEnd'] {
  if (lineDelimiter === undefined) return 'lf';
  const text = unescapeText(lineDelimiter);
  return text === '\n' || (isCsv && text === '\r\n') ? 'lf' : bytesOf(lineDelimiter);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(unescapeText(text));
}

/** `\t`, `\n`, `\r`, `\u001b`, `\x01` written out, as job files have them after JSON is parsed. */
export function unescapeText(text: string): string {
  const letters: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f' };
  return text.replaceAll(
    /\\(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([tnrbf]))/g,
    (_, unicode?: string, hex?: string, letter?: string) =>
      letter === undefined
        ? String.fromCharCode(Number.parseInt(unicode ?? hex ?? '', 16))
        : (letters[letter] as string),
  );
}

function byteOf(name: string, character: string | undefined): number | undefined {
  if (character === undefined || character === '') return undefined;
  const text = unescapeText(character);
  if (text.length !== 1 || text.charCodeAt(0) > 127)
    throw fileErrors.badDialect({ problem: `${name} "${character}" is not one ASCII character` });
  return text.charCodeAt(0);
}

/** DataX gives characters as themselves or as their code. */
function characterOf(value: unknown): string | undefined {
  if (value === undefined || value === 0) return undefined;
  if (typeof value === 'number') return String.fromCharCode(value);
  const text = String(value);
  return /^\d{2,3}$/.test(text) ? String.fromCharCode(Number(text)) : text;
}

function flagOf(value: unknown): boolean | undefined {
  if (value === undefined) return undefined;
  return value === true || String(value).toLowerCase() === 'true';
}
