/** A decoder of records, made for the columns of one file that are wanted. */
import { type Batch, layoutOf } from '@sluice/core';
import type { AvroColumn } from './column-types.ts';
import { Damage } from '../damage.ts';
import { type CellStatus, type Cursor, truncated } from './cursor.ts';
import { isNested, jsonReader, skipperOf } from './nested.ts';
import { scalarReader } from './scalars.ts';
import type { AvroNode } from './schema.ts';

export interface DecodeState {
  readonly cursor: Cursor;
  /** Rows not yet read of the block. */
  left: number;
  maxRows: number;
  /** A batch is full beyond this. */
  maxBytes: number;
  /** Refuses the record that begins at `start`; `batch.rowCount` is its row. */
  reject(start: number, column: number, status: CellStatus): void;
}

/** Reads records from the cursor on, until the block or the batch is done. */
export type Decode = (state: DecodeState, batch: Batch) => void;

/**
 * @param sources for each column of the batch its index in `columns`; undefined ones are left alone.
 * @param fixedBytes of a row in the wanted columns.
 */
export function makeDecoder(
  columns: readonly AvroColumn[],
  sources: readonly (number | undefined)[],
  fixedBytes: number,
): Decode {
  const readers = columns.map(({ value }) => (isNested(value) ? jsonReader(value) : scalarReader(value)));
  const skippers = columns.map(({ value }) => skipperOf(value));
  const runtime = { truncated, badBranch: () => new Damage('a branch of a union does not exist in its schema') };
  const create = new Function('runtime', 'readers', 'skippers', sourceFor(columns, sources, fixedBytes)) as (
    ...values: unknown[]
  ) => Decode;
  return create(runtime, readers, skippers);
}

/** Made of numbers and fixed names only. */
function sourceFor(
  columns: readonly AvroColumn[],
  sources: readonly (number | undefined)[],
  fixedBytes: number,
): string {
  const wanted = sources.flatMap((source, target) => (source === undefined ? [] : [{ source, target }]));
  const texts = wanted.filter(({ source }) => hasBytes(columns[source] as AvroColumn));
  const used = [...texts.map(({ target }) => `o${target}[row]`), `row * ${fixedBytes}`].join(' + ');
  const declarations = wanted.map(({ source, target }) => {
    const memory = hasBytes(columns[source] as AvroColumn)
      ? `o${target} = k${target}.offsets`
      : `v${target} = k${target}.values`;
    return `const k${target} = columns[${target}], ${memory};`;
  });
  return `
${columns.map((_, index) => `const read${index} = readers[${index}], skip${index} = skippers[${index}];`).join('\n')}
return function decode(state, batch) {
  const columns = batch.columns, cursor = state.cursor, bytes = cursor.bytes, view = cursor.view, end = cursor.end;
  const { maxRows, maxBytes } = state;
  ${declarations.join('\n  ')}
  let row = batch.rowCount, left = state.left, p = cursor.at, start = 0, f = 0, b = 0, n = 0, status = 0, bad = 0, problem = 0;
  while (left > 0 && row < maxRows && ${used} < maxBytes) {
    start = p;
    problem = 0;
    ${fieldsCode(columns, wanted)}
    if (p > end) throw runtime.truncated();
    left--;
    if (problem === 0) row++;
    else {
      batch.rowCount = row;
      cursor.at = p;
      state.reject(start, bad, problem);
      break;
    }
  }
  batch.rowCount = row;
  state.left = left;
  cursor.at = p;
};`;
}

interface Wanted {
  readonly source: number;
  readonly target: number;
}

/** All fields of a record in order; one that is wanted twice is read twice. */
function fieldsCode(columns: readonly AvroColumn[], wanted: readonly Wanted[]): string {
  const fields = columns.map((column, source) => {
    const targets = wanted.filter((each) => each.source === source);
    if (targets.length === 0) return skipCode(column, source);
    return targets
      .map(({ target }, turn) => `${turn === 0 ? 'f = p' : 'p = f'}; ${fieldCode(column, source, target)}`)
      .join('\n    ');
  });
  return fields.join('\n    ');
}

function hasBytes(column: AvroColumn): boolean {
  return layoutOf(column.spec.type) === 'bytes';
}

function skipCode({ union, value }: AvroColumn, source: number): string {
  const skip = skipValueCode(value, source);
  if (union === undefined) return skip;
  return branchCode(union, skip, '');
}

/** Fast ways for the usual; the rest by `skip`. */
function skipValueCode(value: AvroNode, source: number): string {
  const call = `cursor.at = p; skip${source}(cursor); p = cursor.at;`;
  switch (value.kind) {
    case 'int':
    case 'long':
    case 'enum':
      return 'while (bytes[p++] > 127);';
    case 'boolean':
      return 'p++;';
    case 'float':
      return 'p += 4;';
    case 'double':
      return 'p += 8;';
    case 'fixed':
      return `p += ${value.size};`;
    case 'string':
    case 'bytes':
      return `n = bytes[p]; if (n < 128 && (n & 1) === 0) p += 1 + (n >> 1); else {${call}}`;
    default:
      return call;
  }
}

/** A branch of a union is a zigzag integer: an even number. */
function branchCode(union: NonNullable<AvroColumn['union']>, asValue: string, asNull: string): string {
  return `b = bytes[p++];
    if (b === ${union.valueIndex * 2}) {${asValue}}
    ${union.nullIndex < 0 ? '' : `else if (b === ${union.nullIndex * 2}) {${asNull}}`}
    else throw runtime.badBranch();`;
}

function fieldCode(column: AvroColumn, source: number, target: number): string {
  const { union, value } = column;
  const read = valueCode(column, source, target);
  const asNull = `k${target}.setNull(row);${hasBytes(column) ? ` o${target}[row + 1] = o${target}[row];` : ''}`;
  if (value.kind === 'null') return asNull;
  if (union === undefined) return read;
  return branchCode(union, read, asNull);
}

function valueCode({ value }: AvroColumn, source: number, target: number): string {
  const call = `cursor.at = p; status = read${source}(cursor, k${target}, row); p = cursor.at;`;
  if (value.kind === 'double') return `v${target}[row] = view.getFloat64(p, true); p += 8;`;
  if (value.kind === 'float') return `v${target}[row] = view.getFloat32(p, true); p += 4;`;
  const fails = `if (status !== 0 && problem === 0) { problem = status; bad = ${target}; }`;
  if (value.kind === 'int' && value.logical?.name !== 'time-millis')
    return `${shortInteger(`v${target}[row] = n;`, `${call} ${fails}`)}`;
  if (value.kind === 'long' && (value.logical === undefined || !value.logical.name.endsWith('-millis')))
    return `${shortInteger(`v${target}[row * 2] = n; v${target}[row * 2 + 1] = n >> 31;`, `${call} ${fails}`)}`;
  return `${call} ${fails}`;
}

/** Integers of up to three bytes in place, as `n`; longer ones by the call. */
function shortInteger(store: string, call: string): string {
  return `n = bytes[p];
    if (n < 128) { p++; n = (n >>> 1) ^ -(n & 1); ${store} }
    else if ((b = bytes[p + 1]) < 128) { p += 2; n = (n & 127) | (b << 7); n = (n >>> 1) ^ -(n & 1); ${store} }
    else if (bytes[p + 2] < 128) { n = (n & 127) | ((b & 127) << 7) | (bytes[p + 2] << 14); p += 3; n = (n >>> 1) ^ -(n & 1); ${store} }
    else { ${call} }`;
}
