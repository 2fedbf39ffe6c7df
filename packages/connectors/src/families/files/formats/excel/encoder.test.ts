import { type CellValue, type Schema, type Type, types } from '@sluice/core';
import { batchOf } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { byteFormatters } from '../../byte-encoding.ts';
import { zip } from '../../codecs/zip.ts';
import { encodeBatches, encodeFile, readBlockFile, testFile } from '../test-block-files.ts';
import { excelEncoder, type ExcelOutput } from './encoder.ts';
import { excelFormat } from './format.ts';

const column = (name: string, type: Type) => ({ name, type, isNullable: true });
const one = (type: Type): Schema => ({ columns: [column('a', type)] });

/** Texts of the parts of a workbook. */
async function partsOf(bytes: Buffer): Promise<Readonly<Record<string, string>>> {
  const file = testFile(bytes, 'w');
  const { signal } = new AbortController();
  const source = {
    path: 'w',
    size: bytes.length,
    async *read({ start, end = bytes.length }: { readonly start: number; readonly end?: number }) {
      yield await file.read(start, end, signal);
    },
  };
  const parts: Record<string, string> = {};
  for await (const document of zip.open(source)) {
    const chunks: Buffer[] = [];
    for await (const chunk of document.bytes) chunks.push(Buffer.from(chunk));
    parts[document.label.slice(0, -' in w'.length)] = Buffer.concat(chunks).toString('utf8');
  }
  return parts;
}

/** What is between the tags of the cell A1; undefined when it has none. */
async function cellOf(type: Type, value: CellValue, options: ExcelOutput = {}): Promise<string | undefined> {
  const schema = one(type);
  const { bytes } = encodeFile(excelEncoder(schema, options), schema, [[value]]);
  const sheet = (await partsOf(bytes))['xl/worksheets/sheet1.xml'] ?? '';
  return /<c r="A1"(.*?)<\/c>/s.exec(sheet)?.[1];
}

const textCell = (text: string) => ` t="inlineStr"><is><t>${text}</t></is>`;

describe('cells', () => {
  test.each<[string, Type, CellValue, string | undefined]>([
    ['null', types.int32, null, undefined],
    ['true', types.bool, true, ' t="b"><v>1</v>'],
    ['an int32', types.int32, -2_147_483_648, ' s="7"><v>-2147483648</v>'],
    ['an int64 of 15 digits', types.int64, 999_999_999_999_999n, ' s="7"><v>999999999999999</v>'],
    ['an int64 of 16 digits', types.int64, 1_000_000_000_000_000n, textCell('1000000000000000')],
    ['the least int64', types.int64, -9_223_372_036_854_775_808n, textCell('-9223372036854775808')],
    ['the most uint64', types.uint64, 18_446_744_073_709_551_615n, textCell('18446744073709551615')],
    ['a decimal', types.decimal(15, 2), '-12.30', ' s="9"><v>-12.30</v>'],
    ['a decimal of 15 digits', types.decimal(18, 4), '99999999999.9990', ' s="11"><v>99999999999.9990</v>'],
    ['a decimal of 16 digits', types.decimal(18, 4), '123456789012.3456', textCell('123456789012.3456')],
    ['a wide decimal of few digits', types.decimal(38, 20), '0.00000000000000000001', '><v>0.00000000000000000001</v>'],
    ['a wide decimal', types.decimal(38, 2), '1234567890123456789.00', textCell('1234567890123456789.00')],
    ['NaN of a decimal', types.decimal(9, 2), 'NaN', textCell('NaN')],
    ['infinity of a wide decimal', types.anyDecimal, '-Infinity', textCell('-Infinity')],
    ['a float64 of 17 digits', types.float64, 0.1 + 0.2, '><v>0.30000000000000004</v>'],
    ['a float32', types.float32, 0.1, '><v>0.1</v>'],
    ['a float64 beyond Excel', types.float64, 1.7e308, textCell('1.7e+308')],
    ['a float64 below Excel', types.float64, 5e-324, textCell('5e-324')],
    ['NaN', types.float64, Number.NaN, textCell('NaN')],
    ['a date', types.date, '2024-02-29', ' s="2"><v>45351</v>'],
    ['the first day', types.date, '1900-03-01', ' s="2"><v>61</v>'],
    ['the day before', types.date, '1900-02-28', textCell('1900-02-28')],
    ['the last day', types.date, '9999-12-31', ' s="2"><v>2958465</v>'],
    ['infinity', types.date, 'infinity', textCell('infinity')],
    ['a time', types.time, '12:00:00', ' s="5"><v>0.5</v>'],
    ['a time with milliseconds', types.time, '06:00:00.250', ' s="6"><v>0.2500028935185185</v>'],
    ['a time with microseconds', types.time, '06:00:00.000001', textCell('06:00:00.000001')],
    ['a time beyond a day', types.time, '25:00:00', textCell('25:00:00')],
    ['a time below zero', types.time, '-01:00:00', textCell('-01:00:00')],
    ['a timestamp', types.timestamp, '2024-02-29 12:00:00', ' s="3"><v>45351.5</v>'],
    ['a timestamp with milliseconds', types.timestamp, '2024-02-29 13:14:15.678', ' s="4"><v>45351.55157034722</v>'],
    [
      'a timestamp with microseconds',
      types.timestamp,
      '2024-02-29 12:00:00.000001',
      textCell('2024-02-29 12:00:00.000001'),
    ],
    [
      'a timestamp of nanoseconds',
      { kind: 'timestamp', unit: 'ns', zoned: false },
      '1970-01-01 06:00:00',
      ' s="3"><v>25569.25</v>',
    ],
    ['an instant', types.timestampZoned, '2024-02-29 12:00:00+00:00', textCell('2024-02-29 12:00:00+00:00')],
    ['a text', types.utf8, 'größe 数据', textCell('größe 数据')],
    ['an empty text', types.utf8, '', textCell('')],
    ['a text that looks like a formula', types.utf8, '=1+1', textCell('=1+1')],
    ['blanks at the ends', types.utf8, ' a ', ' t="inlineStr"><is><t xml:space="preserve"> a </t></is>'],
    ['signs of XML', types.utf8, '<a&b>"', textCell('&lt;a&amp;b&gt;"')],
    ['controls', types.utf8, 'a\0\u001f\r\n\tb', textCell('a_x0000__x001F__x000D_\n\tb')],
    ['what looks like an escape', types.utf8, '_x000D_ _x00 _X000D_', textCell('_x005F_x000D_ _x00 _X000D_')],
    ['what is no character', types.utf8, '\ufffe\uffff\ufffd', textCell('_xFFFE__xFFFF_\ufffd')],
    ['JSON', types.json, '{"a":1}', textCell('{"a":1}')],
    ['a vector', types.vector(2), Float32Array.of(0.5, 1), textCell('[0.5,1]')],
  ])('%s', async (_, type, value, cell) => {
    expect(await cellOf(type, value)).toBe(cell);
  });

  test('instants can be dates of the wall clock', async () => {
    const options: ExcelOutput = {
      zonedTimestamps: 'local',
      textOptions: { timeZone: 'Asia/Shanghai', lenientDates: false },
    };
    expect(await cellOf(types.timestampZoned, '2024-02-29 12:00:00+00:00', options)).toBe(
      ' s="3"><v>45351.833333333336</v>',
    );
    expect(
      await cellOf(types.timestampZoned, '2024-02-29 12:00:00+00:00', { ...options, zonedTimestamps: 'text' }),
    ).toBe(textCell('2024-02-29 20:00:00+08:00'));
  });

  test('a date format makes texts of dates', async () => {
    const textOptions = { timeZone: 'UTC', lenientDates: false, dateFormat: 'dd.MM.yyyy' };
    expect(await cellOf(types.date, '2024-02-29', { textOptions })).toBe(textCell('29.02.2024'));
  });

  test('bytes are text in the form that is asked for', async () => {
    const bytes = new Uint8Array(30_000).fill(0xab);
    const formatters = byteFormatters(one(types.binary), 'hex');
    expect(await cellOf(types.binary, bytes.subarray(0, 3), { formatters })).toBe(textCell('ababab'));
    const schema = one(types.binary);
    const { rejections } = encodeFile(excelEncoder(schema, { formatters }), schema, [
      [bytes],
      [bytes.subarray(0, 16_383)],
    ]);
    expect(rejections.map(({ row, code }) => [row, code])).toEqual([[0, 'TOO_LONG']]);
  });
});

describe('texts beyond a cell', () => {
  test.each([
    ['32,767 letters', 'x'.repeat(32_767), true],
    ['32,768 letters', 'x'.repeat(32_768), false],
    ['32,767 characters of three bytes', '数'.repeat(32_767), true],
    ['16,384 characters that count twice', '\u{1f600}'.repeat(16_384), false],
    ['50 million letters', 'x'.repeat(50_000_000), false],
  ])('%s', async (_, text, fits) => {
    const schema = one(types.utf8);
    const { bytes, rejections } = encodeFile(excelEncoder(schema), schema, [['a'], [text], ['b']]);
    const { rows } = await readBlockFile(excelFormat({ hasHeader: false }), bytes);
    expect(rows).toEqual(fits ? [['a'], [text], ['b']] : [['a'], ['b']]);
    const reason = 'Column "a": the text has more than 32,767 characters, the most that a cell of Excel holds.';
    expect(rejections).toEqual(fits ? [] : [{ row: 1, column: 0, code: 'TOO_LONG', reason }]);
  });
});

describe('workbooks', () => {
  const schema: Schema = {
    columns: [
      column('id', types.int64),
      column('name', types.utf8),
      column('at', types.timestamp),
      column('ok', types.bool),
    ],
  };
  const rows = Array.from({ length: 3000 }, (_, id): CellValue[] => [
    BigInt(id),
    id % 3 === 0 ? null : `name of ${id}`,
    '2024-02-29 13:14:15.678',
    id % 2 === 0,
  ]);
  const header = ['id', 'name', 'at', 'ok'];
  const columnTypes = [{ index: 0, type: types.int64 }];

  test('what is written is read back', async () => {
    const { bytes, rejections } = encodeFile(excelEncoder(schema, { header }), schema, rows);
    expect(rejections).toEqual([]);
    const result = await readBlockFile(excelFormat({ columnTypes }), bytes);
    expect(result.schema.columns.map(({ name, type }) => [name, type])).toEqual([
      ['id', types.int64],
      ['name', types.utf8],
      ['at', types.timestamp],
      ['ok', types.bool],
    ]);
    expect(result.rows).toEqual(rows);
  });

  test('every character survives', async () => {
    const texts: string[] = [];
    for (let code = 0; code < 0x110000; code += 256) {
      const codes = Array.from({ length: 256 }, (_, index) => code + index).filter(
        (each) => each < 0xd800 || each > 0xdfff,
      );
      texts.push(String.fromCodePoint(...codes));
    }
    const { bytes } = encodeFile(
      excelEncoder(one(types.utf8)),
      one(types.utf8),
      texts.map((text) => [text]),
    );
    const result = await readBlockFile(excelFormat({ hasHeader: false }), bytes);
    expect(result.rows.map(([text]) => text)).toEqual(texts);
  });

  test('parts are those of a workbook', async () => {
    const { bytes } = encodeFile(excelEncoder(schema, { header, sheetName: 'A & B' }), schema, rows.slice(0, 1));
    const parts = await partsOf(bytes);
    expect(Object.keys(parts)).toEqual([
      '_rels/.rels',
      'xl/styles.xml',
      'xl/worksheets/sheet1.xml',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      '[Content_Types].xml',
    ]);
    expect(parts['xl/workbook.xml']).toContain('<sheet name="A &amp; B" sheetId="1" r:id="rId1"/>');
    expect(parts['xl/worksheets/sheet1.xml']).toContain(
      '<row r="1"><c r="A1" s="1" t="inlineStr"><is><t xml:space="preserve">id</t></is></c>',
    );
    expect(parts['xl/worksheets/sheet1.xml']).toContain(
      '<row r="2"><c r="A2" s="7"><v>0</v></c><c r="C2" s="4"><v>45351.55157034722</v></c><c r="D2" t="b"><v>1</v></c></row></sheetData>',
    );
  });

  test('another sheet begins when one is full, with the header again', async () => {
    const encoder = excelEncoder(schema, { header, sheetName: 'A sheet of 31 characters in all', rowsPerSheet: 3 });
    const { bytes } = encodeFile(encoder, schema, rows.slice(0, 5));
    const parts = await partsOf(bytes);
    expect([...(parts['xl/workbook.xml'] ?? '').matchAll(/sheet name="([^"]*)"/g)].map((match) => match[1])).toEqual([
      'A sheet of 31 characters in all',
      'A sheet of 31 characters in (2)',
      'A sheet of 31 characters in (3)',
    ]);
    const all = await readBlockFile(excelFormat({ sheet: '*', columnTypes }), bytes);
    expect(all.rows).toEqual(rows.slice(0, 5));
    const second = await readBlockFile(excelFormat({ sheet: '2', columnTypes }), bytes);
    expect(second.rows.map(([id]) => id)).toEqual([2n, 3n]);
  });

  test('a sheet has at most 1,048,576 rows', async () => {
    const narrow = one(types.int8);
    const batch = batchOf(
      narrow,
      Array.from({ length: 4096 }, () => [null]),
    );
    const { bytes } = encodeBatches(
      excelEncoder(narrow),
      Array.from({ length: 257 }, () => batch),
    );
    const parts = await partsOf(bytes);
    expect(parts['xl/worksheets/sheet1.xml']?.lastIndexOf('<row r="1048576">')).toBeGreaterThan(0);
    expect(parts['xl/worksheets/sheet2.xml']?.lastIndexOf('<row r="4096">')).toBeGreaterThan(0);
    expect(parts['xl/worksheets/sheet2.xml']).not.toContain('<row r="4097">');
  });

  test('a workbook without rows is whole', async () => {
    const { bytes } = encodeFile(excelEncoder(schema, { header }), schema, []);
    const { schema: found, rows: none } = await readBlockFile(excelFormat(), bytes);
    expect(found.columns.map((each) => each.name)).toEqual(header);
    expect(none).toEqual([]);
  });

  test('an encoder makes one workbook after the other, the same bytes for the same rows', () => {
    const encoder = excelEncoder(schema, { header });
    const first = encodeFile(encoder, schema, rows.slice(0, 10));
    encodeFile(encoder, schema, rows.slice(5, 7));
    const third = encodeFile(encoder, schema, rows.slice(0, 10));
    expect(third.bytes.equals(first.bytes)).toBe(true);
  });

  test('not much more than a buffer waits to be taken', () => {
    const encoder = excelEncoder(one(types.utf8));
    const batch = batchOf(
      one(types.utf8),
      Array.from({ length: 2000 }, (_, seed) => [noise(seed)]),
    );
    encoder.start();
    const row = encoder.encode(batch, 0, 2000, []);
    expect(row).toBeLessThan(2000);
    expect(encoder.pendingBytes).toBeGreaterThan(400_000);
    expect(encoder.pendingBytes).toBeLessThan(1_500_000);
  });
});

describe('what cannot be', () => {
  test.each(['', 'x'.repeat(32), 'a/b', 'a\\b', 'a?b', 'a*b', '[a]', 'a:b', "'a", "a'", 'History', 'a\nb'])(
    'a sheet named %j',
    (sheetName) => {
      expect(() => excelEncoder(one(types.int32), { sheetName })).toThrow('Excel allows no sheet named');
    },
  );

  test('more columns than a sheet has', () => {
    const columns = Array.from({ length: 16_385 }, (_, index) => column(`c${index}`, types.int8));
    expect(() => excelEncoder({ columns })).toThrow('A sheet has at most 16,384 columns; there are 16385.');
  });
});

/** 2,000 letters that do not compress well. */
function noise(seed: number): string {
  let state = seed + 1;
  let text = '';
  while (text.length < 2000) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += (state >>> 4).toString(36);
  }
  return text.slice(0, 2000);
}
