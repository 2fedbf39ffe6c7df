/** Checks the items of a JSON list against the item type of a target, without changing the text. */
import { Column } from '../column.ts';
import { skipJsonValue, skipWhite } from '../text/json-text.ts';
import { type TextParser, compileParser } from '../text/parser.ts';
import { type ParseStatus, malformed, parsed } from '../text/status.ts';
import type { Type } from '../types.ts';

type ItemsCheck = (bytes: Uint8Array, start: number, end: number) => ParseStatus;

/**
 * Numbers and booleans must be JSON numbers and booleans that fit, lists lists, JSON anything, all others strings;
 * null is allowed everywhere. The bytes are a valid JSON array.
 */
export function itemsCheck(item: Type): ItemsCheck {
  const checkItem = itemCheck(item);
  return (bytes, start, end) => {
    let at = skipWhite(bytes, skipWhite(bytes, start, end) + 1, end);
    while (bytes[at] !== 93) {
      const after = skipJsonValue(bytes, at, end, 0);
      const status = bytes[at] === 110 ? parsed : checkItem(bytes, at, after);
      if (status !== parsed) return status;
      at = skipWhite(bytes, after, end);
      if (bytes[at] === 44) at = skipWhite(bytes, at + 1, end);
    }
    return parsed;
  };
}

function itemCheck(item: Type): ItemsCheck {
  switch (item.kind) {
    case 'json':
      return () => parsed;
    case 'list': {
      const inner = itemsCheck(item.item);
      return (bytes, start, end) => (bytes[start] === 91 ? inner(bytes, start, end) : malformed);
    }
    case 'bool':
      return (bytes, start) => (bytes[start] === 116 || bytes[start] === 102 ? parsed : malformed);
    case 'utf8':
    case 'binary':
    case 'date':
    case 'time':
    case 'timestamp':
      return (bytes, start) => (bytes[start] === 34 ? parsed : malformed);
    default:
      return parsedItem(item, compileParser(item, { timeZone: 'UTC', lenientDates: false }));
  }
}

function parsedItem(item: Type, parse: TextParser): ItemsCheck {
  const scratch = new Column(item, 1);
  return (bytes, start, end) => parse(bytes, start, end, scratch, 0);
}
