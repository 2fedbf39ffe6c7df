import { fitText, padText, textWidth, visibleText } from './text-width.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Cells beyond this are cut. Default 60. */
  readonly maxWidth?: number;
}

/** A table as lines: titles, a rule, rows; two blanks between columns. Cells are one line each. */
export function tableLines(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) =>
    columns.map((column, index) => fitText(visibleText(row[index] ?? ''), column.maxWidth ?? 60)),
  );
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column.title), ...cells.map((row) => textWidth(row[index] ?? ''))),
  );
  const line = (texts: readonly string[]): string =>
    columns
      .map((column, index) => padText(texts[index] ?? '', widths[index] ?? 0, column.align))
      .join('  ')
      .trimEnd();
  return [
    line(columns.map((column) => column.title)),
    line(widths.map((width) => '-'.repeat(width))),
    ...cells.map(line),
  ];
}

/** Pairs of a name and a value, values aligned. Pairs without a value are left out. */
export function pairLines(pairs: readonly (readonly [string, string | undefined])[], indent = ''): string[] {
  const known = pairs.filter((pair): pair is readonly [string, string] => pair[1] !== undefined);
  const width = Math.max(0, ...known.map(([name]) => textWidth(name)));
  return known.map(([name, value]) => `${indent}${padText(name, width)}  ${value}`.trimEnd());
}
