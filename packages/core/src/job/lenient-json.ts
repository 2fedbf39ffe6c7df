/**
 * JSON as found in published jobs. Accepted beyond the standard: comments, trailing and missing commas, single quotes,
 * keys without quotes, a byte order mark, raw tabs and line breaks in texts, duplicate keys (the last one counts).
 * What is refused is refused with line, column and a hint.
 */
import type { JsonValue } from '../data/batch.ts';
import { SluiceError } from '../errors/define.ts';
import { issueOf } from './findings.ts';
import type { Issue } from './job.ts';
import { jsonErrors } from './json-errors.ts';
import { escapes, fullWidth, isExact, words } from './json-text.ts';
import { joinPath } from './path.ts';
import { textLocator, type TextPosition } from './text-position.ts';

export interface LenientJson {
  /** Absent when the text was refused. */
  readonly value?: JsonValue;
  /** Where a value begins; for a member of an object, where its key begins. */
  positionOf(path: string): TextPosition | undefined;
  readonly issues: readonly Issue[];
}

const maxDepth = 200;

/**
 * Parses a text. Never throws.
 * @param locate place of an offset, when the text was made from another one (see `substituteVariables`).
 */
export function parseLenientJson(
  text: string,
  locate: (offset: number) => TextPosition = textLocator(text),
): LenientJson {
  const parser = new LenientParser(text, locate);
  const value = parser.parse();
  return {
    ...(value === undefined ? {} : { value }),
    positionOf: (path) => {
      const offset = parser.offsets.get(path);
      return offset === undefined ? undefined : locate(offset);
    },
    issues: parser.issues,
  };
}

/** Strict JSON, indented by two blanks, with a line break at the end. */
export function printJson(value: JsonValue): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

type Oddity = 'trailingComma' | 'singleQuotes' | 'unquotedKey' | 'rawControl' | 'oddBlank';

class LenientParser {
  readonly issues: Issue[] = [];
  readonly offsets = new Map<string, number>();
  readonly #text: string;
  readonly #locate: (offset: number) => TextPosition;
  readonly #oddities = new Map<Oddity, { offset: number; count: number }>();
  #at = 0;
  #textOverLines: number | undefined; // where the last text with a line break began: the usual culprit of what follows

  constructor(text: string, locate: (offset: number) => TextPosition) {
    this.#text = text;
    this.#locate = locate;
  }

  parse(): JsonValue | undefined {
    let value: JsonValue | undefined;
    try {
      this.#skipBlanks();
      if (this.#at >= this.#text.length) this.#refuse(jsonErrors.empty(), 0);
      const start = this.#at;
      value = this.#value('', 0);
      this.#skipBlanks();
      if (this.#at < this.#text.length) {
        this.#refuseOddText();
        this.#refuse(jsonErrors.textAfterEnd({ line: this.#locate(start).line }));
      }
    } catch (error) {
      if (!(error instanceof SluiceError)) throw error;
      this.issues.push(issueOf('error', error, error.place));
      value = undefined;
    }
    for (const [kind, { offset, count }] of this.#oddities) {
      this.issues.push(issueOf('warning', jsonErrors[kind]({ count }), this.#locate(offset)));
    }
    return value;
  }

  #value(path: string, depth: number): JsonValue {
    if (depth > maxDepth) this.#refuse(jsonErrors.tooDeep({ limit: maxDepth }));
    if (!this.offsets.has(path)) this.offsets.set(path, this.#at);
    const char = this.#text[this.#at];
    if (char === '{') return this.#object(path, depth);
    if (char === '[') return this.#array(path, depth);
    if (char === '"' || char === "'") return this.#string(char);
    if (char !== undefined && /[-+.\d]/.test(char) && !this.#text.startsWith('...', this.#at))
      return this.#number(path);
    if (char !== undefined && /[\p{L}_$]/u.test(char)) return this.#word();
    return this.#refuseUnexpected('a value');
  }

  #object(path: string, depth: number): JsonValue {
    const opened = this.#at++;
    const object: Record<string, JsonValue> = {};
    this.#skipBlanks();
    while (!this.#closed('}', opened)) {
      const keyAt = this.#at;
      const key = this.#key();
      const memberPath = joinPath(path, key);
      if (Object.hasOwn(object, key)) this.#noteDuplicate(key, memberPath, keyAt);
      this.offsets.set(memberPath, keyAt);
      this.#skipBlanks();
      if (this.#text[this.#at] !== ':') this.#refuseUnexpected(`a colon after "${key}"`, opened);
      this.#at++;
      this.#skipBlanks();
      if (this.#at >= this.#text.length) this.#refuseEnd(opened);
      this.#put(object, key, this.#value(memberPath, depth + 1), keyAt);
      this.#separator('}', opened, /["'\p{L}\p{N}_*@$]/u);
    }
    return object;
  }

  #array(path: string, depth: number): JsonValue {
    const opened = this.#at++;
    const array: JsonValue[] = [];
    this.#skipBlanks();
    while (!this.#closed(']', opened)) {
      array.push(this.#value(joinPath(path, array.length), depth + 1));
      this.#separator(']', opened, /["'{[\p{L}\d_$-]/u);
    }
    return array;
  }

  /** An own property also for `__proto__`, which plain assignment would turn into the prototype. */
  #put(object: Record<string, JsonValue>, key: string, value: JsonValue, keyAt: number): void {
    if (key !== '__proto__') {
      object[key] = value;
      return;
    }
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    this.issues.push(issueOf('warning', jsonErrors.protoKey(), this.#locate(keyAt)));
  }

  #noteDuplicate(key: string, path: string, keyAt: number): void {
    const { line } = this.#locate(this.offsets.get(path) as number);
    this.issues.push(issueOf('warning', jsonErrors.duplicateKey({ key, line }), { path, ...this.#locate(keyAt) }));
    for (const known of this.offsets.keys()) {
      if (known.startsWith(`${path}.`) || known.startsWith(`${path}[`)) this.offsets.delete(known);
    }
  }

  #closed(bracket: '}' | ']', opened: number): boolean {
    if (this.#at >= this.#text.length) this.#refuseEnd(opened);
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  /** The comma after a member or element; also a missing one, and one before the closing bracket. */
  #separator(bracket: '}' | ']', opened: number, next: RegExp): void {
    this.#skipBlanks();
    const char = this.#text[this.#at];
    if (char === undefined) this.#refuseEnd(opened);
    if (char === bracket) return;
    if (char === ',') {
      const comma = this.#at++;
      this.#skipBlanks();
      if (this.#text[this.#at] === bracket) this.#odd('trailingComma', comma);
      return;
    }
    if (!next.test(String.fromCodePoint(this.#text.codePointAt(this.#at) as number))) {
      this.#refuseUnexpected(`a comma or ${bracket}`, opened);
    }
    this.issues.push(issueOf('warning', jsonErrors.missingComma(), this.#locate(this.#at)));
  }

  #key(): string {
    const char = this.#text[this.#at];
    if (char === '"' || char === "'") return this.#string(char);
    const bare = this.#match(/[\p{L}\p{N}_$*@][\p{L}\p{N}_$*@.-]*/uy);
    if (bare === undefined) return this.#refuseUnexpected('a key in double quotes');
    this.#odd('unquotedKey', this.#at - bare.length);
    return bare;
  }

  #string(quote: '"' | "'"): string {
    const start = this.#at++;
    if (quote === "'") this.#odd('singleQuotes', start);
    let result = '';
    for (;;) {
      const plain = this.#match(quote === '"' ? /[^"\\\p{Cc}]*/uy : /[^'\\\p{Cc}]*/uy) ?? '';
      result += plain;
      const char = this.#text[this.#at];
      if (char === undefined) this.#refuse(jsonErrors.unterminatedText({ quote }), start);
      if (char === quote) {
        this.#at++;
        return result;
      }
      if (char === '\\') {
        result += this.#escape();
        continue;
      }
      if (char === '\n') this.#textOverLines = start;
      this.#odd('rawControl', this.#at++);
      result += char;
    }
  }

  #escape(): string {
    const unicode = this.#match(/\\u[\da-fA-F]{4}/y);
    if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode.slice(2), 16));
    const found = this.#text.slice(this.#at, this.#at + 2);
    const char = escapes[found.slice(1)];
    if (char === undefined) return this.#refuse(jsonErrors.badEscape({ found: found.trimEnd() }));
    this.#at += 2;
    return char;
  }

  #number(path: string): JsonValue {
    const start = this.#at;
    const found = this.#match(/[-+]?[\p{L}\p{N}_.]+(?:(?<=[eE])[-+]\d+)?|[-+]/uy) ?? '';
    if (/^[-+]?(?:NaN|Infinity)$/.test(found)) this.#refuse(jsonErrors.notANumber({ found }), start);
    const parts = /^-?(?:0|[1-9]\d*)(?:\.(\d+))?(?:[eE][-+]?\d+)?$/.exec(found);
    if (parts === null) return this.#refuse(jsonErrors.badNumber({ found }), start);
    const number = Number(found);
    if (isExact(number, found, parts[1]?.length ?? 0)) return number;
    this.issues.push(issueOf('note', jsonErrors.bigNumber({ digits: found }), { path, ...this.#locate(start) }));
    return found;
  }

  #word(): JsonValue {
    const start = this.#at;
    const placeholder = this.#match(/\$\{[^{}\s]*\}/y);
    if (placeholder !== undefined) this.#refuse(jsonErrors.unknownPlaceholder({ found: placeholder }), start);
    const found = this.#match(/[\p{L}\p{N}_$.-]+/uy) ?? '';
    if (Object.hasOwn(words, found)) return words[found] as JsonValue;
    if (found === 'NaN' || found === 'Infinity') this.#refuse(jsonErrors.notANumber({ found }), start);
    if (/^\$\w+$/.test(found)) this.#refuse(jsonErrors.unknownPlaceholder({ found }), start);
    return this.#refuse(jsonErrors.bareWord({ found }), start);
  }

  #skipBlanks(): void {
    for (;;) {
      this.#match(/[ \t\r\n]+/y);
      const start = this.#at;
      if (this.#match(/\/\/[^\r\n]*/y) !== undefined) continue;
      if (this.#text.startsWith('/*', start)) {
        const end = this.#text.indexOf('*/', start + 2);
        if (end < 0) this.#refuse(jsonErrors.unterminatedComment());
        this.#at = end + 2;
      } else if (start === 0 && this.#text[0] === '\uFEFF') {
        this.#at++;
      } else if (this.#match(/[\s\u200b\u2060]+/y) !== undefined) {
        this.#odd('oddBlank', start);
      } else {
        return;
      }
    }
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined || found === '') return undefined;
    this.#at += found.length;
    return found;
  }

  #odd(kind: Oddity, offset: number): void {
    const known = this.#oddities.get(kind);
    if (known === undefined) this.#oddities.set(kind, { offset, count: 1 });
    else known.count++;
  }

  #refuseOddText(): void {
    const char = this.#text[this.#at] ?? '';
    const plain = fullWidth[char];
    if (plain !== undefined) this.#refuse(jsonErrors.fullWidth({ found: char, plain }));
    if (char === '#') this.#refuse(jsonErrors.hashComment());
    if (char === '…' || this.#text.startsWith('...', this.#at)) this.#refuse(jsonErrors.elision());
  }

  #refuseUnexpected(expected: string, opened?: number): never {
    if (this.#at >= this.#text.length && opened !== undefined) this.#refuseEnd(opened);
    this.#refuseOddText();
    const code = this.#text.codePointAt(this.#at);
    const found = code === undefined ? 'the end of the file' : String.fromCodePoint(code);
    const openText = this.#textOverLines === undefined ? undefined : this.#locate(this.#textOverLines).line;
    return this.#refuse(jsonErrors.expected({ expected, found, ...(openText === undefined ? {} : { openText }) }));
  }

  #refuseEnd(opened: number): never {
    const bracket = this.#text[opened] as string;
    return this.#refuse(jsonErrors.endsEarly({ bracket, line: this.#locate(opened).line }), this.#text.length);
  }

  #refuse(error: SluiceError, offset = this.#at): never {
    throw error.at(this.#locate(offset));
  }
}
