/**
 * Source of an encoder for one dialect and one schema. Everything in it is a number or a fixed name; texts of users
 * never enter it.
 */
import type { Schema, Type } from '@sluice/core';
import { layoutOf } from '@sluice/core';
import { type Dialect, lineEndBytes } from './dialect.ts';

export interface EncodeShape {
  readonly dialect: Dialect & { readonly nullText: Uint8Array };
  readonly schema: Schema;
  /** Dates are printed by a pattern that may hold any character. */
  readonly hasDateFormat: boolean;
  /** Most bytes of a cell of each column with a fixed layout; 0 for the others. */
  readonly fixedBytes: readonly number[];
}

/** Bytes that end or change a field when they are not quoted. */
export function specialBytes(dialect: Dialect): Uint8Array {
  const special = new Uint8Array(256);
  special[dialect.delimiter[0] as number] = 1;
  special[lineEndBytes(dialect)[0] as number] = 1;
  special[10] = 1;
  special[13] = 1;
  if (dialect.quote !== undefined) special[dialect.quote] = 1;
  if (dialect.escape !== undefined) special[dialect.escape] = 1;
  return special;
}

/**
 * Body of a function of (`format0`…, `runtime`, `special`) that returns `encode(state, batch, row, rowCount, into,
 * position, limit)`: it encodes rows until `into` has passed `limit` or lacks room, sets `state.row` and returns the position.
 */
export function encoderSource(shape: EncodeShape): string {
  const { dialect, schema } = shape;
  const declarations = schema.columns.map((column, index) => declare(index, column.type));
  const room = schema.columns.map((column, index) => roomFor(shape, index, column.type)).join(' + ');
  const fields = schema.columns.map((column, index) => {
    const last = index === schema.columns.length - 1;
    const isPlain = isPlainType(column.type, shape);
    const value = isTextType(column.type) ? textCell(index, shape) : formattedCell(index, column.type, shape, isPlain);
    return `if (h${index} && (m${index}[row >> 3] & (1 << (row & 7))) === 0) {${put(dialect.nullText)}} else {${value}}
      ${put(last ? lineEndBytes(dialect) : dialect.delimiter)}`;
  });
  return `
return function encode(state, batch, row, rowCount, into, position, limit) {
  const columns = batch.columns, size = into.length;
  let p = position, s = 0, e = 0, c = 0, q = 0;
  ${declarations.join('\n  ')}
  while (row < rowCount && p < limit) {
    if (p + ${room} > size) break;
    const start = p;
    record: {
      ${fields.join('\n      ')}
    }
    row++;
  }
  state.row = row;
  return p;
};`;
}

function declare(index: number, type: Type): string {
  const common = `const k${index} = columns[${index}], h${index} = k${index}.nullCount > 0, m${index} = k${index}.validity`;
  return layoutOf(type) === 'bytes'
    ? `${common}, o${index} = k${index}.offsets, b${index} = k${index}.bytes;`
    : `${common}, v${index} = k${index}.values;`;
}

/** Quotes double at most every byte; base64 and hex do not more. */
function roomFor(shape: EncodeShape, index: number, type: Type): string {
  const around = 16 + shape.dialect.nullText.length + shape.dialect.delimiter.length;
  if (layoutOf(type) === 'bytes') return `2 * (o${index}[row + 1] - o${index}[row]) + ${around}`;
  return String(2 * (shape.fixedBytes[index] ?? 0) + around);
}

function isTextType(type: Type): boolean {
  return type.kind === 'utf8' || type.kind === 'json' || type.kind === 'list';
}

/** True when a cell can be written as it is: its text has no special byte and cannot mean null. */
function isPlainType(type: Type, shape: EncodeShape): boolean {
  const { dialect, hasDateFormat } = shape;
  if (type.kind === 'binary' || type.kind === 'vector') return false;
  const isDate = type.kind === 'date' || type.kind === 'time' || type.kind === 'timestamp';
  if (isDate && hasDateFormat) return false;
  const nullText = String.fromCharCode(...dialect.nullText);
  if (/^[-+]?(\d|nan$|inf|true$|false$)/i.test(nullText)) return false;
  return ![...specialBytes(dialect).entries()].some(
    ([byte, isSpecial]) => isSpecial === 1 && /[-+0-9a-z.: ]/i.test(String.fromCharCode(byte)),
  );
}

function formattedCell(index: number, type: Type, shape: EncodeShape, isPlain: boolean): string {
  const call = `p = ${directCall(index, type, shape) ?? `format${index}(k${index}, row, into, p)`};`;
  if (isPlain) return call;
  return `q = p; ${call} p = runtime.quoteWritten(into, q, p);${refuse(index, 'p < 0')}`;
}

function directCall(index: number, type: Type, shape: EncodeShape): string | undefined {
  const words = `v${index}[row * 2], v${index}[row * 2 + 1]`;
  switch (type.kind) {
    case 'int32':
    case 'int16':
    case 'int8':
      return `runtime.formatInt32(into, p, v${index}[row])`;
    case 'int64':
      return `runtime.formatInt64(into, p, ${words})`;
    case 'decimal':
      return layoutOf(type) === 'words' ? `runtime.formatDecimal64(into, p, ${words}, ${type.scale ?? 0})` : undefined;
    case 'date':
      return shape.hasDateFormat ? undefined : `runtime.formatDate(into, p, v${index}[row])`;
    default:
      return undefined;
  }
}

function textCell(index: number, shape: EncodeShape): string {
  const { dialect } = shape;
  const { nullText } = dialect;
  const isNullText = `e - s === ${nullText.length}${[...nullText].map((byte, at) => ` && b${index}[s + ${at}] === ${byte}`).join('')}`;
  const blanks = [`b${index}[s] <= 32`, `b${index}[e - 1] <= 32`];
  const comment = dialect.comment === undefined || index > 0 ? [] : [`b${index}[s] === ${dialect.comment}`];
  const tests =
    dialect.quote === undefined ? [isNullText] : ['e === s', ...(nullText.length === 0 ? [] : [isNullText]), ...blanks];
  const unquotable =
    dialect.quote === undefined ? refuse(index, 'true') : ` p = runtime.quote(b${index}, s, e, into, q);`;
  return `
        s = o${index}[row]; e = o${index}[row + 1]; q = p;
        if (${[...tests, ...comment].map((test) => `(${test})`).join(' || ')}) {${unquotable}}
        else {
          for (c = s; c < e && special[b${index}[c]] === 0; c++) into[p++] = b${index}[c];
          if (c < e) {${unquotable}}
        }
      `;
}

function refuse(index: number, condition: string): string {
  return ` if (${condition}) { runtime.refuse(state, row, ${index}); p = start; break record; }`;
}

function put(bytes: Uint8Array): string {
  return [...bytes].map((byte) => ` into[p++] = ${byte};`).join('');
}
