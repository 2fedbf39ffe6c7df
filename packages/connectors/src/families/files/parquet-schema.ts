import { types, type Type } from '@sluice/core';
import { fileErrors } from './errors.ts';
import type { DeclaredColumn } from './written-columns.ts';

const field =
  /^(required|optional|repeated)\s+([\w]+)(?:\s*\(\s*(\d+)\s*\))?\s+([^\s();]+)(?:\s*\(\s*([\w]+)(?:\s*\(\s*([^)]*)\))?\s*\))?$/i;

/** Flat columns of a schema text: `message m { optional int64 id; optional binary name (UTF8); }`. */
export function parseParquetSchema(text: string): readonly DeclaredColumn[] {
  const bad = (problem: string) => fileErrors.badColumn({ problem: `parquetSchema ${problem}` });
  const body = /^\s*message\s+\S+\s*\{([\s\S]*)\}\s*$/i.exec(text)?.[1];
  if (body === undefined) throw bad('does not look like "message m { optional int64 id; }"');
  if (/[{}]/.test(body)) throw bad('has groups; nested columns are given by column and type json');
  const lines = body.split(';').map((line) => line.trim().replaceAll(/\s+/g, ' '));
  if (lines.pop() !== '') throw bad('lacks the semicolon after its last line');
  return lines.map((line) => {
    const [, repetition = '', physical = '', size, name = '', annotation = '', details = ''] = field.exec(line) ?? [];
    if (name === '') throw bad(`has a line that is no column: "${line}"`);
    if (repetition.toLowerCase() === 'repeated') throw bad(`repeats "${name}", which is given by column and type json`);
    const type = typeOf(physical.toLowerCase(), annotation.toUpperCase(), details);
    if (type === undefined) throw bad(`has an unknown type: "${line}"`);
    if (physical.toLowerCase() === 'fixed_len_byte_array' && size === undefined) throw bad(`gives "${name}" no length`);
    return { name, type, isNullable: repetition.toLowerCase() === 'optional' };
  });
}

const physicalTypes: Readonly<Record<string, Type>> = {
  boolean: types.bool,
  int32: types.int32,
  int64: types.int64,
  int96: types.timestamp,
  float: types.float32,
  double: types.float64,
  binary: types.binary,
  fixed_len_byte_array: types.binary,
};

const annotatedTypes: Readonly<Record<string, Type>> = {
  UTF8: types.utf8,
  STRING: types.utf8,
  ENUM: types.utf8,
  JSON: types.json,
  DATE: types.date,
  TIME_MILLIS: types.time,
  TIME_MICROS: types.time,
  TIMESTAMP_MILLIS: types.timestamp,
  TIMESTAMP_MICROS: types.timestamp,
  INT_8: types.int8,
  INT_16: types.int16,
  INT_32: types.int32,
  INT_64: types.int64,
  UINT_64: types.uint64,
};

function typeOf(physical: string, annotation: string, details: string): Type | undefined {
  if (annotation === 'DECIMAL') {
    const [precision, scale = 0] = details.split(',').map((number) => Number(number.trim()));
    return precision !== undefined && precision > 0 ? types.decimal(precision, scale) : undefined;
  }
  if (annotation === 'TIMESTAMP') {
    const isZoned = /true/i.test(details);
    return { kind: 'timestamp', unit: /nanos/i.test(details) ? 'ns' : 'us', zoned: isZoned };
  }
  if (annotation === 'TIME') return types.time;
  if (annotation === '') return physicalTypes[physical];
  return physicalTypes[physical] === undefined ? undefined : annotatedTypes[annotation];
}
