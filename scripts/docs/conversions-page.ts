import type { Type } from '@sluice/core';
import { planConversion, typeName, types } from '@sluice/core';

/** One of each kind, with the sizes that make a difference. */
const shown: readonly Type[] = [
  types.bool,
  types.int32,
  types.int64,
  types.uint64,
  types.float32,
  types.float64,
  types.decimal(10, 2),
  types.anyDecimal,
  types.utf8,
  { kind: 'utf8', maxLength: 40 },
  types.binary,
  types.date,
  types.time,
  types.timestamp,
  types.timestampZoned,
  types.json,
  types.list(types.int32),
  types.vector(3),
];

/** What happens to values between any two types, from the routes that runs take. */
export function conversionsPage(): string {
  const head = `| from \\ to | ${shown.map(code).join(' | ')} |`;
  const rows = shown.map((from) => `| ${code(from)} | ${shown.map((to) => verdictOf(from, to)).join(' | ')} |`);
  const notes = [...pairsByNote()].map(([note, pairs]) => `- ${note}: ${pairs.join(', ')}`);
  const parts = [
    '# Conversions',
    'What happens to a value of one type on its way into a column of another. The words are explained in [field mapping and types](../guide/field-mapping-and-types.md). A dash means that there is no way.',
    [head, `|${'---|'.repeat(shown.length + 1)}`, ...rows].join('\n'),
    '## Notes',
    notes.join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function pairsByNote(): Map<string, string[]> {
  const notes = new Map<string, string[]>();
  for (const from of shown) {
    for (const to of shown) {
      const { note } = planConversion(from, to);
      if (note !== undefined) notes.set(note, [...(notes.get(note) ?? []), `${code(from)} → ${code(to)}`]);
    }
  }
  return notes;
}

function verdictOf(from: Type, to: Type): string {
  const { verdict } = planConversion(from, to);
  return verdict === 'impossible' ? '–' : verdict;
}

function code(type: Type): string {
  return `\`${typeName(type)}\``;
}
