import { defineErrors } from '@sluice/core';

export const excelErrors = defineErrors('excel', {
  otherFormat: {
    message: ({ path, found }: { path: string; found: string }) => `"${path}" is ${found}, not an .xlsx workbook.`,
    hint: () => 'Open it in Excel or LibreOffice and save it as .xlsx.',
    kind: 'data',
  },
  encrypted: {
    message: ({ path }: { path: string }) => `"${path}" is protected by a password.`,
    hint: () => 'Save it without the password, or fetch an export that has none.',
    kind: 'data',
  },
  sheetNotFound: {
    message: ({ path, sheet }: { path: string; sheet: string; found: string }) => `"${path}" has no sheet "${sheet}".`,
    hint: ({ found }) => `Its sheets: ${found}.`,
    kind: 'data',
  },
  noTable: {
    message: ({ path, sheet }: { path: string; sheet: string }) =>
      `The sheet "${sheet}" of "${path}" is empty where the table should begin.`,
    hint: () => 'Check sheet, range and skipRows.',
    kind: 'data',
  },
  badRange: {
    message: ({ range }: { range: string }) => `"${range}" is no range of cells.`,
    hint: () => 'Write two corners such as B3:F100, columns such as B:F, or one corner such as B3.',
  },
  tooManyTexts: {
    message: ({ path, maxTextBytes }: { path: string; maxTextBytes: number }) =>
      `The texts that "${path}" shares between its cells take more than ${maxTextBytes} bytes.`,
    hint: () => 'Save the sheets as workbooks of their own, or export as CSV.',
    kind: 'limit',
  },
  badSheetName: {
    message: ({ name }: { name: string }) => `Excel allows no sheet named "${name}".`,
    hint: () => 'A name has 1 to 31 characters, none of [ ] : * ? / \\, and no quote at its ends.',
  },
  tooManyColumns: {
    message: ({ count }: { count: number }) => `A sheet has at most 16,384 columns; there are ${count}.`,
    hint: () => 'Select fewer columns.',
  },
  tooLarge: {
    message: () => 'The workbook would be larger than 4 GiB.',
    hint: () => 'Set maxFileSize, so that a new file begins in time.',
    kind: 'limit',
  },
});
