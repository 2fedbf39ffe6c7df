/**
 * Declared date formats: the letters of Java's SimpleDateFormat, compiled once.
 *
 * `y M d H h m s` are numbers, `S` digits of the fraction, `a` AM or PM, `MMM`/`MMMM` English month names, `Z`
 * `+0800`, `X`/`XX`/`XXX` `+08`/`+0800`/`+08:00` or `Z`, `z` `GMT+08:00`. A repeated letter gives the least number
 * of digits when printing. When reading, a single letter takes one or more digits; a repeated one exactly as many,
 * in lenient mode fewer too. `yy` means 1969 to 2068.
 */
import { dayOf, monthOf, noDay, toCivil, toDays, yearOf } from './civil.ts';
import { skipBlanks, trimEnd, writeAscii, writeFixed, writeNumber } from './digits.ts';
import { textErrors } from './errors.ts';
import type { Moment } from './moment.ts';
import { type ParseStatus, malformed, parsed } from './status.ts';
import { writeOffset } from './timestamps.ts';
import { copyBytes } from './utf8.ts';

interface Piece {
  /** A pattern letter; empty for literal text. */
  readonly letter: string;
  readonly count: number;
  readonly literal: Uint8Array;
  /** A number follows without anything between, so this one has a fixed width. */
  readonly isPacked: boolean;
}

export interface DatePattern {
  /** True when it has letters of the date (y M d). */
  readonly hasDate: boolean;
  /** True when it has letters of the time of day. */
  readonly hasTime: boolean;
  readonly maxBytes: number;
  /** The whole of bytes[start, end), blanks around it allowed. Nothing rolls over. */
  parse(bytes: Uint8Array, start: number, end: number, isLenient: boolean, moment: Moment): ParseStatus;
  /** @param offset printed for zone letters. */
  format(into: Uint8Array, position: number, reading: Reading): number;
}

/** A wall clock reading to print. */
export interface Reading {
  readonly days: number;
  readonly secondOfDay: number;
  readonly nanos: number;
  readonly offset: number;
}

const numberLetters = 'yuMdHhmsS';
/** `GMT+08:05:43` */
const longestPart = 12;
const knownLetters = `${numberLetters}aZXz`;
const months = 'January February March April May June July August September October November December'.split(' ');

/** Throws `TEXT_BAD_DATE_FORMAT`. */
export function compileDatePattern(format: string): DatePattern {
  const pieces = splitPattern(format);
  const letters = pieces.map((piece) => piece.letter).join('');
  return {
    hasDate: /[yuMd]/.test(letters),
    hasTime: /[HhmsS]/.test(letters),
    maxBytes: pieces.reduce((total, piece) => total + Math.max(piece.literal.length, piece.count, longestPart), 0),
    parse: (bytes, start, end, isLenient, moment) => parsePieces(pieces, bytes, start, end, isLenient, moment),
    format: (into, position, reading) => formatPieces(pieces, into, position, reading),
  };
}

function splitPattern(format: string): readonly Piece[] {
  const tokens = format.match(/'(?:[^']|'')*'|([a-zA-Z])\1*|[^a-zA-Z']+|'/g) ?? [];
  const pieces = tokens.map((token): Omit<Piece, 'isPacked'> => {
    const first = token.charAt(0);
    if (first === "'") {
      if (token.length < 2) throw textErrors.badDateFormat({ format, reason: 'a quote is not closed.' });
      return literalPiece(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"));
    }
    if (!/[a-zA-Z]/.test(first)) return literalPiece(token);
    if (!knownLetters.includes(first)) {
      throw textErrors.badDateFormat({ format, reason: `the letter "${first}" is not known.` });
    }
    if (first === 'S' && token.length > 9)
      throw textErrors.badDateFormat({ format, reason: 'S stands 9 times at most.' });
    return { letter: first === 'u' ? 'y' : first, count: token.length, literal: nothing };
  });
  if (!pieces.some((piece) => piece.letter !== '')) {
    throw textErrors.badDateFormat({ format, reason: 'it has no letter for a part of a date.' });
  }
  return pieces.map((piece, index) => ({ ...piece, isPacked: isNumber(piece) && isNumber(pieces[index + 1]) }));
}

const nothing = new Uint8Array(0);

function literalPiece(text: string): Omit<Piece, 'isPacked'> {
  return { letter: '', count: 0, literal: new TextEncoder().encode(text) };
}

function isNumber(piece: { readonly letter: string; readonly count: number } | undefined): boolean {
  if (piece === undefined || piece.letter === '') return false;
  return numberLetters.includes(piece.letter) && !(piece.letter === 'M' && piece.count > 2);
}

/** What the letters said; reused. */
const read = { year: 0, month: 0, day: 0, hour: 0, isHalf: false, isAfternoon: false, minute: 0, second: 0 };
let at = 0;

function parsePieces(
  pieces: readonly Piece[],
  bytes: Uint8Array,
  start: number,
  end: number,
  isLenient: boolean,
  moment: Moment,
): ParseStatus {
  const last = trimEnd(bytes, start, end);
  at = skipBlanks(bytes, start, last);
  Object.assign(read, {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    isHalf: false,
    isAfternoon: false,
    minute: 0,
    second: 0,
  });
  moment.infinity = 0;
  moment.nanos = 0;
  moment.offset = undefined;
  for (const piece of pieces) if (!parsePiece(piece, bytes, last, isLenient, moment)) return malformed;
  if (at !== last || read.minute > 59 || read.second > 59) return malformed;
  if (read.isHalf) {
    if (read.hour < 1 || read.hour > 12) return malformed;
    read.hour = (read.hour % 12) + (read.isAfternoon ? 12 : 0);
  } else if (read.hour > 23) return malformed;
  moment.days = toDays(read.year, read.month, read.day);
  moment.seconds = read.hour * 3600 + read.minute * 60 + read.second;
  return moment.days === noDay ? malformed : parsed;
}

function parsePiece(piece: Piece, bytes: Uint8Array, end: number, isLenient: boolean, moment: Moment): boolean {
  switch (piece.letter) {
    case '':
      return takeLiteral(bytes, end, piece.literal);
    case 'a':
      read.isAfternoon = takeLetters(bytes, end, 'PM');
      return read.isAfternoon || takeLetters(bytes, end, 'AM');
    case 'Z':
    case 'X':
    case 'z':
      return takeOffset(bytes, end, moment);
    case 'M':
      return piece.count > 2 ? takeMonth(bytes, end) : takeNumber(piece, bytes, end, isLenient, moment);
    default:
      return takeNumber(piece, bytes, end, isLenient, moment);
  }
}

function takeLiteral(bytes: Uint8Array, end: number, literal: Uint8Array): boolean {
  if (at + literal.length > end) return false;
  for (let i = 0; i < literal.length; i++) if (bytes[at + i] !== literal[i]) return false;
  at += literal.length;
  return true;
}

function takeMonth(bytes: Uint8Array, end: number): boolean {
  let month = months.findIndex((name) => takeLetters(bytes, end, name));
  if (month < 0) month = months.findIndex((name) => takeLetters(bytes, end, name.slice(0, 3)));
  read.month = month + 1;
  return month >= 0;
}

/** Letters in any case. */
function takeLetters(bytes: Uint8Array, end: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) {
    if (((bytes[at + i] as number) | 32) !== (text.charCodeAt(i) | 32)) return false;
  }
  at += text.length;
  return true;
}

function takeNumber(piece: Piece, bytes: Uint8Array, end: number, isLenient: boolean, moment: Moment): boolean {
  const { letter, count, isPacked } = piece;
  const widest = letter === 'y' ? (count === 2 ? 2 : 7) : letter === 'S' ? 9 : 2;
  const most = isPacked || (letter === 'S' && !isLenient) ? count : Math.max(widest, count);
  const least = count === 1 || (isLenient && !isPacked) ? 1 : count;
  const isNegative = letter === 'y' && bytes[at] === 45;
  if (isNegative) at++;
  const from = at;
  let value = 0;
  while (at < end && at - from < most && ((bytes[at] as number) - 48) >>> 0 <= 9) {
    value = value * 10 + (bytes[at++] as number) - 48;
  }
  const digits = at - from;
  if (digits < least) return false;
  if (letter === 'y' && count === 2 && digits === 2) value += value < 69 ? 2000 : 1900;
  if (letter === 'S') for (let i = digits; i < 9; i++) value *= 10;
  keepNumber(letter, isNegative ? -value : value, moment);
  return true;
}

function keepNumber(letter: string, value: number, moment: Moment): void {
  if (letter === 'y') read.year = value;
  else if (letter === 'M') read.month = value;
  else if (letter === 'd') read.day = value;
  else if (letter === 'm') read.minute = value;
  else if (letter === 's') read.second = value;
  else if (letter === 'S') moment.nanos = value;
  else {
    read.hour = value;
    read.isHalf = letter === 'h';
  }
}

/** `Z`, `UTC`, `GMT`, `+08`, `+0800`, `+08:00`, `GMT+08:00`. */
function takeOffset(bytes: Uint8Array, end: number, moment: Moment): boolean {
  moment.offset = 0;
  const isNamed = takeLetters(bytes, end, 'GMT') || takeLetters(bytes, end, 'UTC');
  if (!isNamed && takeLetters(bytes, end, 'Z')) return true;
  const sign = bytes[at];
  if (at >= end || (sign !== 43 && sign !== 45)) return isNamed;
  at++;
  const hours = takeTwo(bytes, end);
  if (at < end && bytes[at] === 58) at++;
  const minutes = hours < 0 ? -1 : takeTwo(bytes, end);
  if (hours < 0 || hours > 18 || minutes > 59) return false;
  const offset = hours * 3600 + Math.max(minutes, 0) * 60;
  moment.offset = sign === 45 ? -offset : offset;
  return true;
}

function takeTwo(bytes: Uint8Array, end: number): number {
  if (at + 2 > end) return -1;
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  if (tens >>> 0 > 9 || ones >>> 0 > 9) return -1;
  at += 2;
  return tens * 10 + ones;
}

function formatPieces(pieces: readonly Piece[], into: Uint8Array, position: number, reading: Reading): number {
  const civil = toCivil(reading.days);
  let to = position;
  for (const piece of pieces) to = formatPiece(piece, into, to, reading, civil);
  return to;
}

function formatPiece(piece: Piece, into: Uint8Array, position: number, reading: Reading, civil: number): number {
  const { letter, count } = piece;
  const hour = Math.floor(reading.secondOfDay / 3600);
  switch (letter) {
    case '':
      return copyBytes(piece.literal, 0, piece.literal.length, into, position);
    case 'y':
      return formatYear(into, position, yearOf(civil), count);
    case 'M':
      if (count > 2) return writeAscii(into, position, monthName(monthOf(civil), count));
      return writePadded(into, position, monthOf(civil), count);
    case 'd':
      return writePadded(into, position, dayOf(civil), count);
    case 'H':
      return writePadded(into, position, hour, count);
    case 'h':
      return writePadded(into, position, ((hour + 11) % 12) + 1, count);
    case 'm':
      return writePadded(into, position, Math.floor(reading.secondOfDay / 60) % 60, count);
    case 's':
      return writePadded(into, position, reading.secondOfDay % 60, count);
    case 'S':
      return writeFixed(into, position, Math.floor(reading.nanos / 10 ** (9 - count)), count);
    case 'a':
      return writeAscii(into, position, hour < 12 ? 'AM' : 'PM');
    default:
      return formatOffset(letter, count, into, position, reading.offset);
  }
}

function monthName(month: number, count: number): string {
  const name = months[month - 1] as string;
  return count === 3 ? name.slice(0, 3) : name;
}

function formatYear(into: Uint8Array, position: number, year: number, count: number): number {
  if (count === 2) return writePadded(into, position, ((year % 100) + 100) % 100, 2);
  if (year >= 0) return writePadded(into, position, year, count);
  into[position] = 45;
  return writePadded(into, position + 1, -year, count);
}

function writePadded(into: Uint8Array, position: number, value: number, count: number): number {
  return value < 10 ** Math.min(count, 9)
    ? writeFixed(into, position, value, count)
    : writeNumber(into, position, value);
}

function formatOffset(letter: string, count: number, into: Uint8Array, position: number, offset: number): number {
  if (letter === 'z') {
    const end = writeAscii(into, position, offset === 0 ? 'UTC' : 'GMT');
    return offset === 0 ? end : writeOffset(into, end, offset, true);
  }
  if (letter === 'X' && offset === 0) return writeAscii(into, position, 'Z');
  const end = writeOffset(into, position, offset, letter === 'X' && count === 3);
  return letter === 'X' && count === 1 && offset % 3600 === 0 ? end - 2 : end;
}
