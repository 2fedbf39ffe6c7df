/**
 * ENUM and SET: which texts are kept as they are. The server itself also takes other letter cases, trailing blanks and,
 * as a number, the position of a member, and stores another text than it was given.
 */
import type { ColumnSpec } from '@sluice/core';

/** True when the UTF-8 text in bytes[from, to) is stored as it is. */
export type MemberCheck = (bytes: Uint8Array, from: number, to: number) => boolean;

/** One per column; undefined for columns that are neither ENUM nor SET. */
export function memberChecksOf(columns: readonly ColumnSpec[]): readonly (MemberCheck | undefined)[] {
  return columns.map((column) => {
    if (column.type.kind !== 'utf8') return undefined;
    const match = /^(enum|set)\((.*)\)$/is.exec(column.nativeType ?? '');
    if (match === null) return undefined;
    const members = membersIn(match[2] ?? '').map((member) => Buffer.from(member, 'utf8'));
    return match[1]?.toLowerCase() === 'enum' ? enumCheck(members) : setCheck(members);
  });
}

export function hasMembers(column: ColumnSpec): boolean {
  return column.type.kind === 'utf8' && /^(?:enum|set)\(/i.test(column.nativeType ?? '');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', '0': '\0' };

/** The texts of `'a','it''s'`, as the information schema writes them. */
function membersIn(list: string): readonly string[] {
  return [...list.matchAll(/'((?:[^'\\]|''|\\.)*)'/gs)].map(([, member = '']) =>
    member.replace(/''|\\(.)/gs, (_, letter: string | undefined) =>
      letter === undefined ? "'" : (escapes[letter] ?? letter),
    ),
  );
}

function enumCheck(members: readonly Uint8Array[]): MemberCheck {
  return (bytes, from, to) => indexOf(members, bytes, from, to, 0) >= 0;
}

/** Members stand in the order of the declaration, each once. */
function setCheck(members: readonly Uint8Array[]): MemberCheck {
  return (bytes, from, to) => {
    let next = 0;
    for (let start = from; start < to;) {
      let end = start;
      while (end < to && bytes[end] !== comma) end++;
      const found = indexOf(members, bytes, start, end, next);
      if (found < 0 || end === to - 1) return false;
      next = found + 1;
      start = end + 1;
    }
    return true;
  };
}

const comma = 44;

function indexOf(members: readonly Uint8Array[], bytes: Uint8Array, from: number, to: number, first: number): number {
  for (let index = first; index < members.length; index++) {
    const member = members[index] as Uint8Array;
    if (member.length !== to - from) continue;
    let at = 0;
    while (at < member.length && member[at] === bytes[from + at]) at++;
    if (at === member.length) return index;
  }
  return -1;
}
