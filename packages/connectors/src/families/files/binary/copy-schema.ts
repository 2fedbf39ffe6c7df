import { types, type Schema } from '@sluice/core';

/** What tells the columns below from others of the same names and types. */
const nativeType = 'part of a file';

/** Files as they are, in pieces: the rows of a file follow each other, and the last one has the checksum of the whole. */
export const copySchema: Schema = {
  columns: [
    { name: 'path', type: types.utf8, isNullable: false, nativeType },
    { name: 'size', type: types.int64, isNullable: false, nativeType },
    { name: 'offset', type: types.int64, isNullable: false, nativeType },
    { name: 'content', type: types.binary, isNullable: false, nativeType },
    { name: 'sha256', type: types.utf8, isNullable: true, nativeType },
  ],
};

/** True when rows of this schema are pieces of files. */
export function isCopySchema({ columns }: Schema): boolean {
  return (
    columns.length === copySchema.columns.length &&
    columns.every(
      (column, index) => column.nativeType === nativeType && column.name === copySchema.columns[index]?.name,
    )
  );
}
