import type { Schema } from '@sluice/core';

/** What to say when a column goes into one of another name while the target has one of its own: probably a slip. */
export function orderNotes(from: Schema, to: Schema): string[] {
  const names = to.columns.map(({ name }) => name.toLowerCase());
  const strays = from.columns.flatMap(({ name }, index) => {
    const isAstray = names[index] !== name.toLowerCase() && names.includes(name.toLowerCase());
    return isAstray ? [`"${name}" goes into "${to.columns[index]?.name ?? ''}"`] : [];
  });
  if (strays.length === 0) return [];
  return [`Columns are matched by position, and here the names are in another order: ${strays.join(', ')}.`];
}
