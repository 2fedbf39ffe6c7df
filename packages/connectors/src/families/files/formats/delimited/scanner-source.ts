/**
 * Source of a scanner for one dialect and one schema: straight-line code per field that writes into the columns.
 * Everything in it is a number or a fixed name; texts of users never enter it.
 */
import type { Type } from '@sluice/core';
import { layoutOf } from '@sluice/core';
import { type Dialect, lineEndBytes } from './dialect.ts';
import { failures } from './failures.ts';
import type { ScanShape } from './scan-shape.ts';

/** The digits that a double adds up exactly. */
const safeDigits = 15;
const lf = 10;
const cr = 13;

/** Body of a function of (columns' parsers as `parse0`…, `quotes`, `runtime`) that returns `scan`. */
export function scannerSource(shape: ScanShape): string {
  const { schema, fields, constants, lines, fillsMissing } = shape;
  const code = new ScannerCode(shape);
  const declarations = schema.columns.map((column, index) => declare(index, column.type, code.isFused(index)));
  const resets = schema.columns.map((_, index) => (code.isFused(index) ? `t${index} = f${index}[row];` : ''));
  const fused = schema.columns.flatMap((_, index) => (code.isFused(index) ? [index] : []));
  return `
return function scan(state, bytes, position, stop, end) {
  const batch = state.batch, columns = batch.columns, maxRows = state.maxRows, maxRecordBytes = state.maxRecordBytes;
  const isSound = state.isSound, spare = Math.min(end - position, 1048576);
  let row = batch.rowCount, p = position, line = state.line, c = 0, s = 0, e = 0, failure = 0, failed = -1;
  let n = 0, d = 0, q = 0, isNegative = false, source = bytes;
  ${declarations.join('\n  ')}
  while (p < stop && row < maxRows) {
    const start = p, lines = quotes.lines;
    ${code.skipsLines()}
    record: {
      ${code.refusal()}
      ${fillsMissing ? 'fields: {' : ''}
      ${fields.map((columns, index) => code.field(index, columns)).join('\n      ')}
      ${fillsMissing ? '}' : ''}
      ${constants.map((index) => code.constant(index)).join('\n      ')}
      ${lines.map((index) => `v${index}[row * 2] = line; v${index}[row * 2 + 1] = line / 4294967296;`).join('\n      ')}
      if (p - start > maxRecordBytes) { failure = ${failures.tooLarge}; failed = -1; break record; }
      ${fused.length === 0 ? '' : `if (!isSound && (failed = runtime.unsound(columns, row, [${fused.join(', ')}])) >= 0) { failure = ${failures.notUtf8}; break record; }`}
      row++;
      line += 1 + quotes.lines - lines;
      continue;
    }
    quotes.lines = lines;
    batch.rowCount = row;
    state.line = line;
    const next = runtime.refuse(state, bytes, start, end, failure, failed);
    ${resets.filter((text) => text !== '').join(' ')}
    if (next < 0) { p = start; break; }
    p = next;
    line = state.line;
  }
  batch.rowCount = row;
  state.line = line;
  return p;
};`;

  function declare(index: number, type: Type, isFused: boolean): string {
    const column = `const k${index} = columns[${index}];`;
    if (layoutOf(type) !== 'bytes') return `${column} const v${index} = k${index}.values;`;
    if (!isFused) return `${column} const f${index} = k${index}.offsets;`;
    return `${column} const f${index} = k${index}.offsets; let t${index} = f${index}[row]; k${index}.reserveBytes(t${index} + spare); let b${index} = k${index}.bytes;`;
  }
}

class ScannerCode {
  readonly #shape: ScanShape;
  readonly #lineEnd: Uint8Array;

  constructor(shape: ScanShape) {
    this.#shape = shape;
    this.#lineEnd = lineEndBytes(shape.dialect);
  }

  /** Text columns that are copied while their end is searched. */
  isFused(index: number): boolean {
    const { schema, fields, dialect } = this.#shape;
    const isSimple = fields.some((columns) => columns.length === 1 && columns[0] === index);
    return isSimple && !dialect.trims && schema.columns[index]?.type.kind === 'utf8';
  }

  skipsLines(): string {
    const { dialect, fields } = this.#shape;
    const length = this.#lineEnd.length;
    const parts: string[] = [];
    if (dialect.emptyRecords === 'skip' || (dialect.emptyRecords === 'auto' && fields.length > 1)) {
      parts.push(`if (${this.#atEnd('bytes[p]', 'p')}) { p += ${length}; line++; continue; }`);
      if (dialect.lineEnd === 'lf')
        parts.push(`if (bytes[p] === ${cr} && bytes[p + 1] === ${lf}) { p += 2; line++; continue; }`);
    }
    if (dialect.comment !== undefined) {
      parts.push(
        `if (bytes[p] === ${dialect.comment}) { q = runtime.skipRecord(bytes, p, end); if (q < 0) break; p = q; line++; continue; }`,
      );
    }
    return parts.join('\n    ');
  }

  field(index: number, columns: readonly number[]): string {
    const { dialect } = this.#shape;
    const [only] = columns;
    const type = only === undefined ? undefined : this.#shape.schema.columns[only]?.type;
    const isSingle = columns.length === 1 && !dialect.trims;
    let unquoted = this.#find() + this.#take(columns, 'bytes', 's', 'e', true);
    if (only !== undefined && this.isFused(only)) unquoted = this.#fusedText(only);
    else if (only !== undefined && type !== undefined && isSingle) unquoted = this.#number(only, type) ?? unquoted;
    return `c = bytes[p];${dialect.trims ? this.#skipBlanks() : ''}
      ${dialect.quote === undefined ? unquoted : `if (c === ${dialect.quote}) {${this.#quoted(columns)}} else {${unquoted}}`}
      ${this.#separator(index)}`;
  }

  constant(index: number): string {
    return `runtime.constant(state, k${index}, ${index}, row);${this.isFused(index) ? ` t${index} = f${index}[row + 1];` : ''}`;
  }

  refusal(): string {
    const { refusal } = this.#shape;
    if (refusal === undefined) return '';
    const failure = refusal.code === 'MISSING_FIELDS' ? failures.noColumn : failures.moreColumns;
    return `failure = ${failure}; failed = ${refusal.column ?? -1}; break record;`;
  }

  #skipBlanks(): string {
    const [first] = this.#shape.dialect.delimiter;
    const blanks = [32, 9].filter((blank) => blank !== first).map((blank) => `c === ${blank}`);
    return `while (${blanks.join(' || ')}) c = bytes[++p];`;
  }

  #find(): string {
    const trim = `while (e > s && (bytes[e - 1] === 32 || bytes[e - 1] === 9)) e--;`;
    return `s = p; while (!(${this.#atDelimiter('c', 'p')}) && !(${this.#atEnd('c', 'p')})${this.#guard()}) c = bytes[++p];
      e = p; ${this.#dropReturn('e--', 'e > s')}${this.#shape.dialect.trims ? trim : ''}`;
  }

  /** The carriage return before a line feed is not part of the field. */
  #dropReturn(action: string, condition: string): string {
    return this.#shape.dialect.lineEnd === 'lf'
      ? `if (c === ${lf} && bytes[p - 1] === ${cr} && ${condition}) ${action};`
      : '';
  }

  #take(columns: readonly number[], source: string, start: string, end: string, isUnquoted: boolean): string {
    return columns.map((index) => this.#takeOne(index, source, start, end, isUnquoted)).join('\n      ');
  }

  #takeOne(index: number, source: string, start: string, end: string, isUnquoted: boolean): string {
    const parse = `q = parse${index}(${source}, ${start}, ${end}, k${index}, row); if (q !== 0) { failure = q; failed = ${index}; break record; }`;
    if (!isUnquoted) return parse;
    const test = this.#isNull(index, source, start, `${end} - ${start}`);
    return test === '' ? parse : `if (${test}) {${this.#setNull(index)}} else {${parse}}`;
  }

  #isNull(index: number, source: string, start: string, length: string): string {
    const { dialect, schema } = this.#shape;
    const type = schema.columns[index]?.type;
    const tests: string[] = [];
    // No bytes at all are a value too, once something else means null.
    const hasEmpty = type?.kind === 'utf8' || (type?.kind === 'binary' && dialect.nullText !== undefined);
    if (dialect.emptyIsNull || !hasEmpty || dialect.nullText?.length === 0) tests.push(`${length} === 0`);
    if (dialect.nullText !== undefined && dialect.nullText.length > 0) {
      const bytes = [...dialect.nullText].map((byte, at) => `${source}[${start} + ${at}] === ${byte}`);
      tests.push(`${length} === ${dialect.nullText.length} && ${bytes.join(' && ')}`);
    }
    return tests.map((test) => `(${test})`).join(' || ');
  }

  #setNull(index: number): string {
    const type = this.#shape.schema.columns[index]?.type as Type;
    return `k${index}.setNull(row);${layoutOf(type) === 'bytes' ? ` f${index}[row + 1] = f${index}[row];` : ''}`;
  }

  #quoted(columns: readonly number[]): string {
    const [only] = columns;
    const blanks = this.#shape.dialect.trims ? this.#skipBlanks() : '';
    const take =
      only !== undefined && this.isFused(only)
        ? `t${only} = quotes.append(k${only}, t${only}, bytes, p + 1, e); b${only} = k${only}.bytes; ${this.#endText(only)}`
        : `if (quotes.isEscaped) { s = 0; d = quotes.unescape(bytes, p + 1, e); source = quotes.scratch; } else { s = p + 1; d = e; source = bytes; }
        ${this.#take(columns, 'source', 's', 'd', false)}`;
    const dropReturn =
      this.#shape.dialect.lineEnd === 'lf' ? `if (c === ${cr} && bytes[p + 1] === ${lf}) c = bytes[++p];` : '';
    return `
        e = quotes.closing(bytes, p + 1, end);
        if (e < 0) { failure = ${failures.openQuote}; failed = ${only ?? -1}; break record; }
        ${take}
        p = e + 1; c = bytes[p]; ${blanks}${dropReturn}
        if (!(${this.#atDelimiter('c', 'p')}) && !(${this.#atEnd('c', 'p')})) { failure = ${failures.afterQuote}; failed = ${only ?? -1}; break record; }
      `;
  }

  #endText(index: number): string {
    const type = this.#shape.schema.columns[index]?.type;
    const limit = type?.kind === 'utf8' ? type.maxLength : undefined;
    const check =
      limit === undefined
        ? ''
        : `if (t${index} - f${index}[row] > ${limit} && runtime.characters(b${index}, f${index}[row], t${index}) > ${limit}) { failure = ${failures.tooLong}; failed = ${index}; break record; }`;
    return `${check} f${index}[row + 1] = t${index};`;
  }

  #fusedText(index: number): string {
    const isNull = this.#isNull(index, `b${index}`, 'q', `(t${index} - q)`);
    return `
        s = p; q = t${index};
        while (!(${this.#atDelimiter('c', 'p')}) && !(${this.#atEnd('c', 'p')})${this.#guard()}) { b${index}[t${index}++] = c; c = bytes[++p]; }
        ${this.#dropReturn(`t${index}--`, `t${index} > q`)}
        if (t${index} > b${index}.length) { k${index}.reserveBytes(t${index} + spare); b${index} = k${index}.bytes; b${index}.set(bytes.subarray(s, s + t${index} - q), q); }
        ${isNull === '' ? '' : `if (${isNull}) { t${index} = q; k${index}.setNull(row); }`}
        ${this.#endText(index)}
      `;
  }

  /** Integers and decimals of few digits are added up while their end is searched; the rest goes to the parser. */
  #number(index: number, type: Type): string | undefined {
    const scale = type.kind === 'decimal' ? (type.scale ?? 0) : 0;
    const isWords = layoutOf(type) === 'words';
    const isSmall = type.kind === 'int32';
    if (!isSmall && type.kind !== 'int64' && !(type.kind === 'decimal' && isWords)) return undefined;
    if (scale < 0 || scale >= safeDigits) return undefined;
    const most =
      type.kind === 'decimal' ? Math.min(safeDigits, type.precision ?? safeDigits) - scale : isSmall ? 9 : safeDigits;
    if (most < 1) return undefined;
    const digit = isSmall ? 'n = (Math.imul(n, 10) + d) | 0;' : 'n = n * 10 + d;';
    const fraction = `
        if (c === 46 && q > 0) {
          c = bytes[++p]; e = p;
          while ((d = c - 48) >>> 0 < 10) { n = n * 10 + d; c = bytes[++p]; }
          d = p - e;
          if (d === 0 || d > ${scale}) q = 99; else n *= powers[${scale} - d];
        } else n *= ${10 ** scale};`;
    const store = isSmall
      ? `v${index}[row] = isNegative ? -n : n;`
      : `if (isNegative) n = -n; v${index}[row * 2] = n; v${index}[row * 2 + 1] = Math.floor(n / 4294967296);`;
    const sawEnd =
      this.#shape.dialect.lineEnd === 'lf' ? `if (c === ${cr} && bytes[p + 1] === ${lf}) c = bytes[++p];` : '';
    return `
        s = p; n = 0; isNegative = c === 45;
        if (isNegative) c = bytes[++p];
        e = p;
        while ((d = c - 48) >>> 0 < 10) { ${digit} c = bytes[++p]; }
        q = p - e;
        ${scale > 0 ? fraction : ''}
        ${sawEnd}
        if (q > 0 && q <= ${most} && (${this.#atDelimiter('c', 'p')} || ${this.#atEnd('c', 'p')})) { ${store} }
        else { p = s; c = bytes[p]; ${this.#find()}${this.#takeOne(index, 'bytes', 's', 'e', true)} }
      `;
  }

  /**
   * The last byte of a window ends a record, so a search for it needs no bound; a line end of several bytes may be
   * hidden by the delimiter.
   */
  #guard(): string {
    return this.#lineEnd.length > 1 ? ' && p < end' : '';
  }

  #separator(index: number): string {
    const { fields, isExact, dialect } = this.#shape;
    const bound =
      this.#lineEnd.length > 1 ? `if (p >= end) { failure = ${failures.endless}; failed = -1; break record; } ` : '';
    return bound + this.#next(index, fields.length - 1, isExact, dialect);
  }

  #next(index: number, last: number, isExact: boolean, dialect: Dialect): string {
    if (index < last) {
      const missing = this.#shape.fillsMissing
        ? `runtime.fillMissing(columns, row, ${index + 1}); p += ${this.#lineEnd.length}; break fields;`
        : `failure = ${failures.missing}; failed = -1; break record;`;
      return `if (!(${this.#atDelimiter('c', 'p')})) { ${missing} } p += ${dialect.delimiter.length};`;
    }
    const isQuote = dialect.quote === undefined ? '' : ` && c !== ${dialect.quote}`;
    const extra = isExact
      ? `failure = ${failures.extra}; failed = -1; break record;`
      : `s = p; while (!(${this.#atEnd('c', 'p')})${isQuote}${this.#guard()}) c = bytes[++p];
        if (${this.#atEnd('c', 'p')}) p += ${this.#lineEnd.length};
        else {
          p = runtime.skipRecord(bytes, s + ${dialect.delimiter.length}, end, true);
          if (p < 0) { failure = ${failures.openQuote}; failed = -1; break record; }
        }`;
    return `if (${this.#atDelimiter('c', 'p')}) { ${extra} } else p += ${this.#lineEnd.length};`;
  }

  #atDelimiter(c: string, p: string): string {
    return match(this.#shape.dialect.delimiter, c, p);
  }

  #atEnd(c: string, p: string): string {
    return match(this.#lineEnd, c, p);
  }
}

function match(wanted: Uint8Array, c: string, p: string): string {
  const [first, ...rest] = wanted;
  return [`${c} === ${first}`, ...rest.map((byte, at) => `bytes[${p} + ${at + 1}] === ${byte}`)].join(' && ');
}
