import { types, type Schema } from '@sluice/core';

/** What tells the columns below from others of the same names and types. */
const nativeType = 'part of a file';
const checkedType = 'part of a file, with its checksum';

const schemaOf = (checksumType: string): Schema => ({
  columns: [
    { name: 'path', type: types.utf8, isNullable: false, nativeType },
    { name: 'size', type: types.int64, isNullable: false, nativeType },
    { name: 'offset', type: types.int64, isNullable: false, nativeType },
    { name: 'content', type: types.binary, isNullable: false, nativeType },
    { name: 'sha256', type: types.utf8, isNullable: true, nativeType: checksumType },
  ],
});

/** Files as they are, in pieces: the rows of a file follow each other. */
export const copySchema = schemaOf(nativeType);

/** What a writer asks for that compares: the last row of a file has the checksum of the whole. */
export const checkedCopySchema = schemaOf(checkedType);

/** True when rows of this schema are pieces of files. */
export function isCopySchema({ columns }: Schema): boolean {
  return (
    columns.length === copySchema.columns.length &&
    columns.every(
      (column, index) =>
        column.nativeType?.startsWith(nativeType) === true && column.name === copySchema.columns[index]?.name,
    )
  );
}

/** True when the checksum of each file is wanted. */
export function hasChecksums({ columns }: Schema): boolean {
  return columns.at(-1)?.nativeType === checkedType;
}
