/** To and from text, binary, JSON, lists and vectors. */
import type { Column } from '../column.ts';
import { isJson, isJsonArray } from '../text/json-text.ts';
import { malformed, parsed } from '../text/status.ts';
import { countCharacters, isUtf8 } from '../text/utf8.ts';
import type { Type } from '../types.ts';
import { layoutOf } from '../types.ts';
import { itemsCheck } from './list-items.ts';
import {
  type CellCheck,
  type CellConverter,
  type Route,
  impossible,
  invalidUtf8,
  isMomentKind,
  isNumberKind,
  tooLong,
} from './verdict.ts';
import { printText, throughText } from './through-text.ts';

type RouteOf = (from: Type, to: Type) => Route;
type OfKind<Kind extends Type['kind']> = Extract<Type, { readonly kind: Kind }>;

/** @param routeOf the way between two other types, for items of lists. */
export function bytesRoute(from: Type, to: Type, routeOf: RouteOf): Route {
  switch (to.kind) {
    case 'utf8':
      return toUtf8(from, to);
    case 'binary':
      return toBinary(from, to);
    case 'json':
      return toJson(from);
    case 'list':
      return toList(from, to, routeOf);
    default:
      return fromBytes(from, to);
  }
}

/** Into numbers, moments and vectors. */
function fromBytes(from: Type, to: Type): Route {
  const compile: Route['compile'] = (options) => throughText(from, to, options);
  if (from.kind === 'utf8') return { verdict: 'checked', compile };
  if (from.kind === 'json' && (isNumberKind(to.kind) || to.kind === 'vector')) return { verdict: 'checked', compile };
  if (from.kind === 'list' && to.kind === 'vector') return { verdict: 'checked', compile };
  return impossible;
}

/** Longest texts, where they are short and known. */
const textLengths: Readonly<Record<string, number>> = { bool: 5, int8: 4, int16: 6, int32: 11, int64: 20, uint64: 20 };

function toUtf8(from: Type, to: OfKind<'utf8'>): Route {
  const { maxLength } = to;
  if (from.kind === 'binary') return { verdict: 'checked', check: utf8Check(maxLength) };
  const length = from.kind === 'utf8' ? from.maxLength : textLengths[from.kind];
  const isLimited = maxLength !== undefined && !(length !== undefined && length <= maxLength);
  const check = isLimited ? lengthCheck(maxLength) : 'none';
  if (layoutOf(from) === 'bytes') return { verdict: verdictOf(from, isLimited), check };
  return { verdict: isLimited ? 'checked' : 'exact', compile: (options) => print(from, options, check) };
}

function verdictOf(from: Type, isLimited: boolean): Route['verdict'] {
  if (isLimited) return 'checked';
  return from.kind === 'utf8' ? 'widened' : 'exact';
}

function print(from: Type, options: Parameters<typeof printText>[1], check: CellCheck | 'none'): CellConverter {
  const write = printText(from, options);
  return (source, target, row) => {
    write(source, target, row);
    return check === 'none' ? parsed : check(target, row);
  };
}

/** Characters are counted only when there are more bytes than characters allowed. */
function lengthCheck(maxLength: number): CellCheck {
  return ({ offsets, bytes }, row) => {
    const start = offsets[row] as number;
    const end = offsets[row + 1] as number;
    return end - start > maxLength && countCharacters(bytes, start, end) > maxLength ? tooLong : parsed;
  };
}

function utf8Check(maxLength: number | undefined): CellCheck {
  const isTooLong = lengthCheck(maxLength ?? Infinity);
  return (source, row) =>
    isUtf8(source.bytes, source.offsets[row] as number, source.offsets[row + 1] as number)
      ? isTooLong(source, row)
      : invalidUtf8;
}

function toBinary(from: Type, to: OfKind<'binary'>): Route {
  const isText = from.kind === 'utf8' || from.kind === 'json' || from.kind === 'list';
  if (!isText && from.kind !== 'binary') return impossible;
  const { maxLength } = to;
  const isLimited = maxLength !== undefined && !(from.kind === 'binary' && (from.maxLength ?? Infinity) <= maxLength);
  const note = isText ? 'the UTF-8 bytes of the text' : undefined;
  if (!isLimited) return { verdict: isText ? 'exact' : 'widened', note, check: 'none' };
  const check: CellCheck = ({ offsets }, row) =>
    (offsets[row + 1] as number) - (offsets[row] as number) > maxLength ? tooLong : parsed;
  return { verdict: 'checked', note, check };
}

const jsonCheck: CellCheck = (source, row) =>
  isJson(source.bytes, source.offsets[row] as number, source.offsets[row + 1] as number) ? parsed : malformed;

const arrayCheck: CellCheck = (source, row) =>
  isJsonArray(source.bytes, source.offsets[row] as number, source.offsets[row + 1] as number) ? parsed : malformed;

function toJson(from: Type): Route {
  if (from.kind === 'list') return { verdict: 'exact', check: 'none' };
  if (from.kind === 'utf8' || from.kind === 'binary') return { verdict: 'checked', check: jsonCheck };
  if (isMomentKind(from.kind)) {
    return { verdict: 'exact', note: 'as a JSON string', compile: (options) => printQuoted(from, options) };
  }
  const isAlwaysNumber = from.kind === 'bool' || from.kind.includes('int');
  if (isAlwaysNumber) return { verdict: 'exact', compile: (options) => print(from, options, 'none') };
  const note = 'NaN and infinities are refused';
  if (layoutOf(from) === 'bytes') return { verdict: 'checked', note, check: jsonCheck };
  return { verdict: 'checked', note, compile: (options) => print(from, options, jsonCheck) };
}

function printQuoted(from: Type, options: Parameters<typeof printText>[1]): CellConverter {
  const write = printText(from, options);
  return (source, target, row) => {
    const start = target.offsets[row] as number;
    target.reserveBytes(start + 1);
    target.bytes[start] = 34;
    target.offsets[row] = start + 1;
    write(source, target, row);
    target.offsets[row] = start;
    const end = target.offsets[row + 1] as number;
    target.reserveBytes(end + 1);
    target.bytes[end] = 34;
    target.offsets[row + 1] = end + 1;
    // A declared date format may hold quotes and the like.
    return jsonCheck(target, row) as 0 | 1;
  };
}

function toList(from: Type, to: OfKind<'list'>, routeOf: RouteOf): Route {
  if (from.kind === 'list') return listToList(from, to, routeOf);
  if (from.kind === 'utf8' || from.kind === 'json' || from.kind === 'binary') {
    return { verdict: 'checked', check: listCheck(to) };
  }
  const takesFloats = ['float32', 'float64', 'json'].includes(to.item.kind);
  if (from.kind !== 'vector' || !takesFloats) return impossible;
  const note = 'NaN and infinities are refused';
  return { verdict: 'checked', note, compile: (options) => print(from, options, arrayCheck) };
}

function listToList(from: OfKind<'list'>, to: OfKind<'list'>, routeOf: RouteOf): Route {
  const { verdict } = routeOf(from.item, to.item);
  if (verdict === 'impossible') return impossible;
  const isSafe = (verdict === 'exact' || verdict === 'widened') && isQuoted(from.item) === isQuoted(to.item);
  return isSafe ? { verdict, check: 'none' } : { verdict: 'checked', check: listCheck(to) };
}

function isQuoted(item: Type): boolean {
  return !isNumberKind(item.kind) && item.kind !== 'json' && item.kind !== 'list' && item.kind !== 'vector';
}

function listCheck(to: OfKind<'list'>): CellCheck {
  const checkItems = itemsCheck(to.item);
  return (source: Column, row) => {
    const start = source.offsets[row] as number;
    const end = source.offsets[row + 1] as number;
    return isJsonArray(source.bytes, start, end) ? checkItems(source.bytes, start, end) : malformed;
  };
}
