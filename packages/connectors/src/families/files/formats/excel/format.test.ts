import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SluiceError, types } from '@sluice/core';
import { temporaryFolder } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { readBlockFile, testFile } from '../test-block-files.ts';
import { excelFormat } from './format.ts';
import type { ExcelReadOptions } from './options.ts';
import { rowXml, workbook } from './test-workbook.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name));
const read = (bytes: Buffer, options: ExcelReadOptions = {}) => readBlockFile(excelFormat(options), bytes);

describe('workbooks of other programs', () => {
  test('types come from the values and their formats', async () => {
    const { schema } = await read(fixture('openpyxl.xlsx'), { skipRows: 1 });
    expect(schema.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', types.anyDecimal],
      ['name', types.utf8],
      ['amount', types.anyDecimal],
      ['paid', types.bool],
      ['ordered on', types.date],
      ['ordered at', types.timestamp],
      ['clock', types.time],
      ['worked', types.time],
      ['note', types.utf8],
    ]);
  });

  test('values are read exactly; errors and formulas without result are refused', async () => {
    const { rows, rejected } = await read(fixture('openpyxl.xlsx'), { skipRows: 1 });
    expect(rows).toEqual([
      ['1', 'größe 数据', '12.5', true, '2024-02-29', '2024-02-29 13:14:15.678', '09:30:15', '30:05:00', 'x'],
      ['2', ' two  blanks ', '0.1', false, '1900-03-01', '9999-12-31 23:59:59', '00:00:00', '00:00:00', null],
      [null, 'x\ry', '100', null, null, null, null, null, null],
    ]);
    expect(rejected.map(({ ordinal, column, code, reason }) => [ordinal, column, code, reason])).toEqual([
      [
        2,
        8,
        'NOT_CALCULATED',
        'Cell I7 of sheet "Orders": a formula without a stored result; open the file in Excel and save it.',
      ],
      [3, 8, 'CELL_ERROR', 'Cell I8 of sheet "Orders": the error #N/A.'],
    ]);
    expect(rejected[1]?.raw).toBe('["9007199254740992",null,"-1234567.891","true",null,null,null,null,"#N/A"]');
  });

  test('days are counted from 1904 where the workbook says so', async () => {
    const { rows } = await read(fixture('epoch-1904.xlsx'));
    expect(rows).toEqual([
      ['1904-01-02', '2024-02-29 12:00:00'],
      ['2024-02-29', '1999-12-31 23:59:59.999'],
    ]);
  });

  test('shared texts, rich texts, results of formulas; errors as null', async () => {
    const { rows } = await read(fixture('xlsxwriter.xlsx'), { errorCells: 'null' });
    expect(rows).toEqual([
      ['north', '2024-01-31', '1234.5', '2469', 'north!', 'plain bold end', 'again'],
      [null, '2024-02-01', '0.3', null, null, null, 'again'],
      ['south', '2024-03-01', '1.1', '1.1', 'true', null, 'again'],
    ]);
  });

  test('errors as text make a column of text', async () => {
    const { rows } = await readBlockFile(excelFormat({ errorCells: 'text' }), fixture('xlsxwriter.xlsx'), {
      columns: ['formula'],
    });
    expect(rows).toEqual([['2469'], ['#DIV/0!'], ['1.1']]);
  });

  test('merged cells can all have the value', async () => {
    const { rows } = await readBlockFile(
      excelFormat({ errorCells: 'null', mergedCells: 'fill' }),
      fixture('xlsxwriter.xlsx'),
      { columns: ['region'] },
    );
    expect(rows).toEqual([['north'], ['north'], ['south']]);
  });

  test('what is no .xlsx is refused by what it is', async () => {
    await expect(read(fixture('old.xls'))).rejects.toMatchObject({
      code: 'EXCEL_OTHER_FORMAT',
      message: '"test-file" is a workbook of Excel before 2007 (.xls), not an .xlsx workbook.',
    });
    await expect(read(fixture('encrypted.xlsx'))).rejects.toMatchObject({
      code: 'EXCEL_ENCRYPTED',
      message: '"test-file" is protected by a password.',
    });
  });
});

describe('sheets', () => {
  const columnsOf = async (sheet: string) =>
    (await read(fixture('openpyxl.xlsx'), { sheet })).schema.columns.map((column) => column.name);

  test('are chosen by name, also hidden ones, and by place among the visible ones', async () => {
    expect(await columnsOf('Totals 2024')).toEqual(['total']);
    expect(await columnsOf('Secret')).toEqual(['hidden']);
    expect(await columnsOf('3')).toEqual(['total']);
  });

  test('a missing one is an error with those that are there', async () => {
    await expect(columnsOf('Missing')).rejects.toMatchObject({
      code: 'EXCEL_SHEET_NOT_FOUND',
      hint: 'Its sheets: Orders, Secret, Empty, Totals 2024.',
    });
    await expect(columnsOf('4')).rejects.toMatchObject({ code: 'EXCEL_SHEET_NOT_FOUND' });
    await expect(columnsOf('0')).rejects.toMatchObject({ code: 'EXCEL_SHEET_NOT_FOUND' });
  });

  test('an empty one is an error', async () => {
    await expect(columnsOf('Empty')).rejects.toMatchObject({
      code: 'EXCEL_NO_TABLE',
      message: 'The sheet "Empty" of "test-file" is empty where the table should begin.',
    });
  });

  test('all together are one table, each alone a block; empty ones are passed over', async () => {
    const bytes = workbook({
      sheets: {
        blank: '',
        may: rowXml(1, ['id', 'v']) + rowXml(2, [1, 'a']),
        none: '<row r="1"/>',
        june: rowXml(3, ['id', 'v']) + rowXml(4, [2, 'b']) + rowXml(5, [3, 'c']),
      },
    });
    for (const isSplit of [true, false]) {
      const { rows } = await readBlockFile(excelFormat({ sheet: '*' }), bytes, { isSplit });
      expect(rows).toEqual([
        ['1', 'a'],
        ['2', 'b'],
        ['3', 'c'],
      ]);
    }
  });

  test('sheets of different headers are no table', async () => {
    const bytes = workbook({ sheets: { may: rowXml(1, ['id', 'v']), june: rowXml(1, ['v', 'id']) } });
    await expect(read(bytes, { sheet: '*' })).rejects.toMatchObject({
      code: 'FILES_HEADER_DIFFERS',
      message: 'The header of "june" of "test-file" names other columns than "may" of "test-file".',
    });
  });
});

describe('the table in its sheet', () => {
  const sheet =
    rowXml(1, ['Report']) +
    rowXml(3, ['id', 'name', null, 'x']) +
    rowXml(4, [1, 'a', null, 10]) +
    rowXml(7, [2, 'b', 5, null]) +
    '<row r="8"><c r="A8" s="0"/></row>' +
    rowXml(9, ['total', null, 5]);
  const bytes = workbook({ sheets: { s: sheet } });

  test('rows before it are passed over; columns without a name get one', async () => {
    const { schema, rows } = await read(bytes, { skipRows: 2 });
    expect(schema.columns.map((column) => column.name)).toEqual(['id', 'name', 'column2', 'x']);
    expect(rows).toEqual([
      ['1', 'a', null, '10'],
      ['2', 'b', '5', null],
      ['total', null, '5', null],
    ]);
  });

  test('empty rows are kept between others, or end the table', async () => {
    const kept = await read(bytes, { skipRows: 2, emptyRows: 'keep' });
    expect(kept.rows.map((row) => row[0])).toEqual(['1', null, null, '2', null, 'total']);
    expect(kept.ordinals).toEqual([0, 1, 2, 3, 4, 5]);
    const ended = await read(bytes, { skipRows: 2, emptyRows: 'stop' });
    expect(ended.rows.map((row) => row[0])).toEqual(['1']);
  });

  test('without a header the columns are numbered', async () => {
    const { schema, rows } = await read(bytes, { skipRows: 3, hasHeader: false });
    expect(schema.columns.map((column) => column.name)).toEqual(['column0', 'column1', 'column2', 'column3']);
    expect(rows.length).toBe(3);
  });

  test.each([
    [
      'B3:D7',
      ['name', 'column1', 'x'],
      [
        ['a', null, '10'],
        ['b', '5', null],
      ],
    ],
    ['$A$3:$B$4', ['id', 'name'], [['1', 'a']]],
    ['c:c', ['column0'], []],
    ['D3', ['x'], [['10']]],
    ['4:7', ['1', 'a', 'column2', '10'], [['2', 'b', '5', null]]],
  ])('a range %s', async (range, names, expected) => {
    const { schema, rows } = await read(bytes, { range, ...(range === 'c:c' ? { skipRows: 6 } : {}) });
    expect(schema.columns.map((column) => column.name)).toEqual(range === 'c:c' ? ['5'] : names);
    expect(rows).toEqual(range === 'c:c' ? [['5']] : expected);
  });

  test.each(['', 'B3:A5', 'A5:B3', 'XFE1', 'A0', 'A1:B1048577', 'A1:B2:C3', 'names'])('%j is no range', (range) => {
    if (range === '') expect(() => excelFormat({ range })).not.toThrow();
    else expect(() => excelFormat({ range })).toThrow(`"${range}" is no range of cells.`);
  });

  test('a cell to the right of the table is refused, or ignored on request', async () => {
    const wide = workbook({
      sheets: { s: rowXml(1, ['a']) + rowXml(2, ['x']) + rowXml(3, ['y', 'more']) },
    });
    const options = { sampleRows: 1 };
    const { rows, rejected } = await read(wide, options);
    expect(rows).toEqual([['x']]);
    expect(rejected).toMatchObject([
      { code: 'EXTRA_FIELDS', reason: 'Cell B3 of sheet "s": a value to the right of the table.', raw: '["y","more"]' },
    ]);
    expect((await read(wide, { ...options, extraCells: 'ignore' })).rows).toEqual([['x'], ['y']]);
  });
});

describe('types', () => {
  const dates = workbook({
    formats: ['yyyy-mm-dd', 'yyyy-mm-dd hh:mm', 'h:mm'],
    sheets: {
      s:
        rowXml(1, ['v']) +
        [
          ['2', '<v>45351</v>', '1'],
          ['3', '<v>45351.5</v>', '2'],
          ['4', '<v>0.25</v>', '3'],
          ['5', '<v>7</v>', '0'],
        ]
          .map(([row, value, style]) => `<row r="${row}"><c r="A${row}" s="${style}">${value}</c></row>`)
          .join(''),
    },
  });

  test('values of several kinds are text, each in its own form', async () => {
    const { schema, rows } = await read(dates);
    expect(schema.columns[0]?.type).toEqual(types.utf8);
    expect(rows).toEqual([['2024-02-29'], ['2024-02-29 12:00:00'], ['06:00:00'], ['7']]);
  });

  test('a value of another kind than the first ones is refused', async () => {
    const { rows, rejected } = await read(dates, { sampleRows: 1 });
    expect(rows).toEqual([['2024-02-29']]);
    expect(rejected.map(({ code, reason }) => [code, reason])).toEqual([
      ['INEXACT', 'Cell A3 of sheet "s": digits would be lost in date.'],
      ['MALFORMED', 'Cell A4 of sheet "s": not a valid date.'],
      ['MALFORMED', 'Cell A5 of sheet "s": a number without the format of a date.'],
    ]);
  });

  test('types can be declared by place and by name, dates in texts with a pattern', async () => {
    const bytes = workbook({
      formats: ['d/m/yy'],
      sheets: {
        s:
          rowXml(1, ['id', 'when', 'code']) +
          rowXml(2, [7, '29.02.2024', 42]) +
          '<row r="3"><c r="A3"><v>8</v></c><c r="B3" s="1"><v>45352</v></c><c r="C3" t="b"><v>1</v></c></row>' +
          rowXml(4, [8.5, '01.03.2024', 'x']),
      },
    });
    const columnTypes = [
      { index: 0, type: types.int64 },
      { name: 'when', type: types.date, format: 'dd.MM.yyyy' },
      { name: 'code', type: types.utf8 },
    ];
    const { rows, rejected } = await read(bytes, { columnTypes });
    expect(rows).toEqual([
      [7n, '2024-02-29', '42'],
      [8n, '2024-03-01', 'true'],
    ]);
    expect(rejected).toMatchObject([
      { column: 0, code: 'INEXACT', reason: 'Cell A4 of sheet "s": digits would be lost in int64.' },
    ]);
  });

  test('all columns can be text', async () => {
    const { schema, rows } = await readBlockFile(
      excelFormat({ skipRows: 1, types: 'text', errorCells: 'null' }),
      fixture('openpyxl.xlsx'),
      { columns: ['id', 'amount', 'paid', 'ordered at'] },
    );
    expect(schema.columns.every((column) => column.type.kind === 'utf8')).toBe(true);
    expect(rows[2]).toEqual(['3', '0.000000001', null, '1970-01-01 00:00:00']);
  });

  test('numbers are the shortest text of what is stored, long integers keep all digits', async () => {
    const numbers = [
      '1.1000000000000001',
      '-2.5E-7',
      '1E+20',
      '12345678901234567890',
      '0.12345678901234567890123',
      '007',
      '1.50',
    ];
    const bytes = workbook({
      sheets: {
        s:
          rowXml(1, ['n']) + numbers.map((text, index) => `<row r="${index + 2}"><c><v>${text}</v></c></row>`).join(''),
      },
    });
    expect((await read(bytes)).rows.map(([n]) => n)).toEqual([
      '1.1',
      '-0.00000025',
      '100000000000000000000',
      '12345678901234567890',
      '0.12345678901234567890123',
      '7',
      '1.50',
    ]);
  });

  test('the day that never was, and numbers before and after all days, are no dates', async () => {
    const cells = [59, 60, 61, -1, 2_958_466].map(
      (value, index) => `<row r="${index + 2}"><c s="1"><v>${value}</v></c></row>`,
    );
    const bytes = workbook({ formats: ['yyyy-mm-dd'], sheets: { s: rowXml(1, ['d']) + cells.join('') } });
    const { rows, rejected } = await read(bytes, { columnTypes: [{ index: 0, type: types.date }] });
    expect(rows).toEqual([['1900-02-28'], ['1900-03-01']]);
    expect(rejected.length).toBe(3);
  });

  test('an empty text is null in a column of numbers and a text in one of texts; a text may stand for null', async () => {
    const bytes = workbook({
      sheets: { s: rowXml(1, ['n', 't']) + rowXml(2, [1, 'a']) + rowXml(3, ['', '']) + rowXml(4, ['NULL', 'NULL']) },
    });
    const columnTypes = [{ index: 0, type: types.int32 }];
    expect((await read(bytes, { columnTypes, nullFormat: 'NULL' })).rows).toEqual([
      [1, 'a'],
      [null, ''],
      [null, null],
    ]);
  });
});

describe('XML as it comes', () => {
  const rowsOf = async (sheet: string, more: Partial<Parameters<typeof workbook>[0]> = {}) =>
    (await read(workbook({ sheets: { s: sheet }, ...more }), { hasHeader: false })).rows;

  test('prefixes, single quotes, comments, CDATA, blanks in tags, cells without a place', async () => {
    const sheet = `<?xml version='1.0' encoding='utf-8'?>
      <x:worksheet xmlns:x='main'><!-- <row> --><x:sheetData>
        <x:row r='2' ><x:c r='B2' t = 'inlineStr' ><x:is><x:t><![CDATA[a<b&]]>c</x:t></x:is></x:c ><x:c><x:v>5</x:v></x:c></x:row>
        <x:row><x:c><x:v>1<!-- ? -->2</x:v></x:c></x:row>
      </x:sheetData></x:worksheet>`;
    expect(await rowsOf(sheet)).toEqual([
      [null, 'a<b&c', '5'],
      ['12', null, null],
    ]);
  });

  test('entities, escapes of Excel, line ends, a byte order mark', async () => {
    const text = '&lt;&#228;&#x1F600;&gt; _x0041_ _x005F_x0041_ _xD800_ a\r\nb';
    const sheet = `\ufeff<worksheet><sheetData><row><c t="str"><v>${text}</v></c></row></sheetData></worksheet>`;
    expect(await rowsOf(sheet)).toEqual([['<ä\u{1f600}> A _x0041_ _xD800_ a\nb']]);
  });

  test('runs of rich text without their readings, in cells and shared', async () => {
    const rich =
      '<r><rPr><b/></rPr><t>東</t></r><r><t xml:space="preserve">京 </t></r><rPh sb="0" eb="1"><t>トウ</t></rPh><phoneticPr/>';
    const sheet = `<row><c t="inlineStr"><is>${rich}</is></c><c t="s"><v>1</v></c><c t="s"><v>0</v></c></row>`;
    expect(await rowsOf(sheet, { shared: `<si/><si>${rich}</si>` })).toEqual([['東京 ', '東京 ', '']]);
  });

  test('dates in ISO form', async () => {
    const cell = (text: string) => `<c t="d"><v>${text}</v></c>`;
    const bytes = workbook({
      sheets: { s: `<row>${cell('2024-02-29')}${cell('2024-02-29T10:00:00.5')}${cell('10:00:00')}</row>` },
    });
    const { schema, rows } = await read(bytes, { hasHeader: false });
    expect(schema.columns.map((column) => column.type)).toEqual([types.date, types.timestamp, types.time]);
    expect(rows).toEqual([['2024-02-29', '2024-02-29 10:00:00.5', '10:00:00']]);
  });

  test('tokens may be cut anywhere', async () => {
    const filler = `<!--${'x'.repeat(262_100)}-->`;
    for (let shift = 0; shift < 80; shift += 3) {
      const sheet = `<worksheet>${filler}${' '.repeat(shift)}<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>größe &amp; 数</t></is></c><c r="B1"><v>12345</v></c></row></sheetData></worksheet>`;
      expect(await rowsOf(sheet)).toEqual([['größe & 数', '12345']]);
    }
  });
});

describe('damage and malice', () => {
  const failure = (bytes: Buffer, options: ExcelReadOptions = {}) => expect(read(bytes, options)).rejects;
  const corrupt = (problem: string) => ({
    code: 'FILES_CORRUPT',
    message: `"test-file" is not a sound xlsx file: ${problem}.`,
  });
  const whole = fixture('xlsxwriter.xlsx');

  test('other files', async () => {
    await failure(Buffer.alloc(0)).toMatchObject(corrupt('it is empty'));
    await failure(Buffer.from('<html><table>')).toMatchObject(corrupt('it is no zip archive'));
    const other = (parts: Record<string, string>) => {
      const none = { '_rels/.rels': undefined, 'xl/workbook.xml': undefined };
      return workbook({ sheets: {}, parts: { ...none, ...parts } });
    };
    const main = (target: string) =>
      `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="${target}"/></Relationships>`;
    const isOther = (found: string) => ({
      code: 'EXCEL_OTHER_FORMAT',
      message: `"test-file" is ${found}, not an .xlsx workbook.`,
    });
    await failure(other({ 'a.csv': 'x' })).toMatchObject(corrupt('it has no workbook inside'));
    await failure(other({ mimetype: 'x', 'content.xml': '<x/>' })).toMatchObject(isOther('an OpenDocument file'));
    await failure(other({ '_rels/.rels': main('xl/workbook.bin') })).toMatchObject(
      isOther('a binary workbook (.xlsb)'),
    );
    await failure(other({ '_rels/.rels': main('word/document.xml'), 'word/document.xml': '<x/>' })).toMatchObject(
      isOther('another Office document'),
    );
  });

  test('half a file, at every length', async () => {
    for (let length = 1; length < whole.length; length += 97)
      await failure(whole.subarray(0, length)).toMatchObject({ code: 'FILES_CORRUPT' });
  });

  test('any changed byte gives rows or one clear error, never anything else', async () => {
    let errors = 0;
    for (let at = 4; at < whole.length; at += 61) {
      const broken = Buffer.from(whole);
      broken[at] = (broken[at] as number) ^ (1 << (at % 8));
      try {
        await read(broken);
      } catch (error) {
        expect(error).toBeInstanceOf(SluiceError);
        errors++;
      }
    }
    expect(errors).toBeGreaterThan(20);
  });

  test.each([
    ['<worksheet><sheetData><row><c><v>1</v></c></row>', undefined],
    ['<worksheet><sheetData><row><c><v>1</v></c></row><row', 'in xl/sheets/0.xml, it ends in the middle (truncated?)'],
    [
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>',
      'in xl/sheets/0.xml, it declares a document type',
    ],
    ['<?xml version="1.0" encoding="UTF-16"?><worksheet/>', 'in xl/sheets/0.xml, its XML is not UTF-8'],
    ['<row r="2"/><row r="2"><c><v>1</v></c></row>', 'in xl/sheets/0.xml, row 2 is out of order'],
    ['<row r="1048577"/>', 'in xl/sheets/0.xml, row 1048577 is out of order'],
    ['<row><c r="XFE1"><v>1</v></c></row>', 'in xl/sheets/0.xml, row 1 has more than 16384 columns'],
    ['<row><c r="7"><v>1</v></c></row>', 'in xl/sheets/0.xml, row 1 has a cell without a place'],
    ['<row><c t="s"><v>3</v></c></row>', 'in xl/sheets/0.xml, a cell mentions the shared text 3; there are 1'],
    ['<row><c t="s"><v>x</v></c></row>', 'in xl/sheets/0.xml, a number in it has no digits'],
    ['<row><c t="q"><v>1</v></c></row>', 'in xl/sheets/0.xml, row 1 has a cell of the unknown type "q"'],
    ['<row><c t="str"><v>&nbsp;</v></c></row>', 'in xl/sheets/0.xml, it has an unknown entity "nbsp"'],
    ['<row><c t="str"><v>&#xD800;</v></c></row>', 'in xl/sheets/0.xml, it has a character that does not exist'],
  ])('%s', async (sheet, problem) => {
    const bytes = workbook({ sheets: { s: sheet }, shared: '<si><t>a</t></si>' });
    if (problem === undefined) expect((await read(bytes, { hasHeader: false })).rows).toEqual([['1']]);
    else await failure(bytes, { hasHeader: false }).toMatchObject(corrupt(problem));
  });

  test('a sheet that is named and not there', async () => {
    const bytes = workbook({ sheets: { s: '' }, parts: { 'xl/sheets/0.xml': undefined } });
    await failure(bytes).toMatchObject(corrupt('the sheet "s" is not in it'));
  });

  test('a text that is no UTF-8 is refused with its row', async () => {
    const broken = Buffer.from(
      '<worksheet><sheetData><row><c t="str"><v>\xff(</v></c></row></sheetData></worksheet>',
      'latin1',
    );
    const bytes = workbook({ sheets: { s: '' }, parts: { 'xl/sheets/0.xml': broken } });
    const { rows, rejected } = await read(bytes, { hasHeader: false });
    expect(rows).toEqual([]);
    expect(rejected).toMatchObject([
      { code: 'MALFORMED', reason: 'Cell A1 of sheet "s": not a valid utf8.', raw: '["\ufffd("]' },
    ]);
  });

  test('a sheet that expands without measure stops the read', async () => {
    const bytes = workbook({ sheets: { s: `${rowXml(1, ['a'])}${`<row>${' '.repeat(100_000)}</row>`.repeat(700)}` } });
    expect(bytes.length).toBeLessThan(500_000);
    await failure(bytes, { maxExpansion: 20 }).toMatchObject({ code: 'FILES_EXPANDS_TOO_MUCH' });
  });

  test('shared texts have a limit', async () => {
    const bytes = workbook({ sheets: { s: '' }, shared: `<si><t>${'x'.repeat(1000)}</t></si>`.repeat(100) });
    await failure(bytes, { maxTextBytes: 50_000 }).toMatchObject({
      code: 'EXCEL_TOO_MANY_TEXTS',
      message: 'The texts that "test-file" shares between its cells take more than 50000 bytes.',
    });
  });
});

describe('texts that cells share', () => {
  const count = 3_000;
  const texts = Array.from({ length: count }, (_, index) => randomText(index).slice(0, 1 + (index % 199)));
  const shared = texts.map((text) => `<si><t>${text}</t></si>`).join('');
  // Another order than in the table, and some texts twice.
  const order = Array.from({ length: count }, (_, index) => (index * 1_009) % (count - 500));
  const cells = order.map((text, row) => `<row r="${row + 1}"><c r="A${row + 1}" t="s"><v>${text}</v></c></row>`);
  const long = 'y'.repeat(20_000);
  const last = `<row r="${count + 1}"><c r="A${count + 1}" t="s"><v>${count}</v></c></row>`;
  const bytes = workbook({ sheets: { s: cells.join('') + last }, shared: `${shared}<si><t>${long}</t></si>` });
  const expected = [...order.map((text) => [texts[text]]), [long]];

  test.each([
    ['in memory', 1 << 20],
    ['in a temporary file', 10_000],
    ['in a temporary file from the first on', 0],
  ])('are the same when they are kept %s', async (_, textMemoryBytes) => {
    const folder = temporaryFolder();
    const options = { hasHeader: false, types: 'text', textMemoryBytes, temporaryFolder: folder } as const;
    const { rows } = await read(bytes, options);
    expect(rows).toEqual(expected);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('take no file when the workbook is closed', async () => {
    const folder = temporaryFolder();
    const { signal } = new AbortController();
    const options = { hasHeader: false, textMemoryBytes: 0, temporaryFolder: folder };
    const openFiles = (): number =>
      readdirSync('/proc/self/fd').filter((name) => linkOf(`/proc/self/fd/${name}`).startsWith(folder)).length;
    const file = await excelFormat(options).open(testFile(bytes), signal);
    expect(openFiles()).toBe(1);
    await file.close?.();
    expect(openFiles()).toBe(0);
    await expect(excelFormat({ ...options, range: 'Z9000' }).open(testFile(bytes), signal)).rejects.toThrow();
    expect(openFiles()).toBe(0);
  });
});

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

describe('reading as a stream', () => {
  const data = Array.from({ length: 40_000 }, (_, index) => rowXml(index + 2, [index, randomText(index)])).join('');
  const bytes = workbook({ sheets: { s: rowXml(1, ['id', 'v']) + data } });

  test('the first batch is there long before the last byte is read', async () => {
    const file = testFile(bytes);
    const { signal } = new AbortController();
    const opened = await excelFormat().open(file, signal);
    const request = {
      start: 0,
      end: 1,
      schema: opened.schema,
      sources: [0, 1],
      batchRows: 100,
      batchBytes: 1e6,
      signal,
    };
    file.reads.length = 0;
    for await (const batch of opened.read(request)) {
      expect(batch.rowCount).toBe(100);
      break;
    }
    const total = file.reads.reduce((sum, size) => sum + size, 0);
    expect(bytes.length).toBeGreaterThan(5_000_000);
    expect(total).toBeLessThan(3_500_000);
  });

  test('batches keep to their rows and bytes', async () => {
    const { rows, batchRows, batchBytes, ordinals } = await readBlockFile(excelFormat(), bytes, {
      batchRows: 4096,
      batchBytes: 200_000,
    });
    expect(rows.length).toBe(40_000);
    expect(ordinals.at(-1)).toBe(39_999);
    expect(Math.max(...batchRows)).toBeLessThan(1200);
    expect(Math.max(...batchBytes)).toBeLessThan(201_000);
  });
});

/** 200 letters that do not compress well. */
function randomText(seed: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < 200) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += (state >>> 4).toString(36);
  }
  return text.slice(0, 200);
}
