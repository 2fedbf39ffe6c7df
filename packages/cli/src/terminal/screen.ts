import { Secrets } from './secrets.ts';

/** What the terminal can show. */
export interface Look {
  readonly color: boolean;
  readonly unicode: boolean;
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const codes: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

const symbols = {
  ok: ['✓', '+'],
  warn: ['⚠', '!'],
  fail: ['✗', 'x'],
  hint: ['→', '->'],
  note: ['·', '-'],
} as const;

export type Symbol = keyof typeof symbols;

export function symbol(name: Symbol, look: Look): string {
  return symbols[name][look.unicode ? 0 : 1];
}

export function styled(text: string, style: Style, look: Look): string {
  if (!look.color || text === '') return text;
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** The stream a screen writes to: `process.stderr`, or a fake one in tests. */
export interface ScreenStream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Colour on terminals that can, unless `NO_COLOR` or the user says no; plain characters where the locale is not UTF-8. */
export function lookOf(stream: ScreenStream, environment: Environment, wantsColor: boolean): Look {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  const isDumb = environment['TERM'] === 'dumb';
  return {
    color: wantsColor && stream.isTTY === true && !isDumb && !environment['NO_COLOR'],
    unicode: environment['TERM'] !== 'linux' && (locale === '' || /utf-?8/i.test(locale)),
  };
}

/**
 * Lines for people on standard error, with one status line at the bottom that is rewritten in place on a terminal.
 * Everything is masked on its way (invariant 9).
 */
export class Screen {
  readonly look: Look;
  readonly isLive: boolean;
  readonly #stream: ScreenStream;
  readonly #secrets: Secrets;
  #status = '';

  constructor(stream: ScreenStream, environment: Environment, wantsColor: boolean, secrets: Secrets = new Secrets()) {
    this.#stream = stream;
    this.#secrets = secrets;
    this.look = lookOf(stream, environment, wantsColor);
    this.isLive = stream.isTTY === true && !environment['CI'] && environment['TERM'] !== 'dumb';
  }

  /** Cells of a line. A terminal that nobody has told its size says 0. */
  get width(): number {
    return this.#stream.columns || 80;
  }

  line(line: string): void {
    this.lines([line]);
  }

  lines(lines: readonly string[]): void {
    this.#write(lines.map((line) => `${this.#secrets.mask(line)}\n`).join(''));
  }

  /** One JSON object on a line of its own. */
  json(value: object): void {
    this.#write(`${JSON.stringify(this.#secrets.maskJson(value))}\n`);
  }

  /** Replaces the status line; an empty text removes it. Does nothing where lines cannot be rewritten. */
  status(text: string): void {
    if (!this.isLive || text === this.#status) return;
    this.#status = this.#secrets.mask(text);
    this.#stream.write(`\r\u001b[K${this.#status}`);
  }

  #write(text: string): void {
    if (this.#status !== '') this.#stream.write('\r\u001b[K');
    if (text !== '') this.#stream.write(text);
    if (this.#status !== '') this.#stream.write(this.#status);
  }
}
