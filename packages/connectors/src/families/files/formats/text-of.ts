import { Column, compileFormatter, type Type, types } from '@sluice/core';

/** Rows [from, to) as canonical text, the first one in row 0. Valid until the next call. */
export function textOf(type: Type): (column: Column, from: number, to: number) => Column {
  const formatter = compileFormatter(type, { timeZone: 'UTC', lenientDates: false });
  const text = new Column(types.utf8, 0);
  return (column, from, to) => {
    text.clear();
    text.reserveRows(to - from);
    for (let row = from; row < to; row++) {
      const at = text.offsets[row - from] as number;
      text.offsets[row - from + 1] = at;
      if (column.isNull(row)) {
        text.setNull(row - from);
        continue;
      }
      text.reserveBytes(at + formatter.maxBytes(column, row));
      text.offsets[row - from + 1] = formatter.format(column, row, text.bytes, at);
    }
    return text;
  };
}
