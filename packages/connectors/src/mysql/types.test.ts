import { describeWithService } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { load, openSession, readAll } from './test-session.ts';

/** A column type, literals of its edge values, and what they are as cells. */
const cases: readonly (readonly [string, string, readonly [string, unknown][]])[] = [
  [
    'tinyint',
    'int8',
    [
      ['-128', -128],
      ['127', 127],
      ['0', 0],
    ],
  ],
  [
    'tinyint(1)',
    'int8',
    [
      ['1', 1],
      ['2', 2],
    ],
  ],
  [
    'tinyint unsigned',
    'int16',
    [
      ['255', 255],
      ['0', 0],
    ],
  ],
  [
    'smallint',
    'int16',
    [
      ['-32768', -32768],
      ['32767', 32767],
    ],
  ],
  ['smallint unsigned', 'int32', [['65535', 65535]]],
  [
    'mediumint',
    'int32',
    [
      ['-8388608', -8388608],
      ['8388607', 8388607],
    ],
  ],
  ['mediumint unsigned', 'int32', [['16777215', 16777215]]],
  [
    'int',
    'int32',
    [
      ['-2147483648', -2147483648],
      ['2147483647', 2147483647],
    ],
  ],
  [
    'int unsigned',
    'int64',
    [
      ['4294967295', 4294967295n],
      ['0', 0n],
    ],
  ],
  [
    'bigint',
    'int64',
    [
      ['-9223372036854775808', -9223372036854775808n],
      ['9223372036854775807', 9223372036854775807n],
    ],
  ],
  [
    'bigint unsigned',
    'uint64',
    [
      ['18446744073709551615', 18446744073709551615n],
      ['0', 0n],
    ],
  ],
  [
    'bit(1)',
    'bool',
    [
      ["b'1'", true],
      ["b'0'", false],
    ],
  ],
  ['bit(8)', 'uint64', [['200', 200n]]],
  [
    'bit(64)',
    'uint64',
    [
      ['18446744073709551615', 18446744073709551615n],
      ['1', 1n],
    ],
  ],
  [
    'float',
    'float32',
    [
      ['1.5', 1.5],
      ['-3.4028234663852886e38', -3.4028234663852886e38],
      ['0.1', Math.fround(0.1)],
    ],
  ],
  [
    'double',
    'float64',
    [
      ['0.1', 0.1],
      ['1.7976931348623157e308', Number.MAX_VALUE],
      ['-2.5', -2.5],
    ],
  ],
  [
    'decimal(15,2)',
    'decimal',
    [
      ['-1234567890123.45', '-1234567890123.45'],
      ['0.01', '0.01'],
      ['-0.5', '-0.50'],
      ['0', '0.00'],
    ],
  ],
  [
    'decimal(5,5)',
    'decimal',
    [
      ['0.12345', '0.12345'],
      ['-0.00001', '-0.00001'],
    ],
  ],
  [
    'decimal(9,0)',
    'decimal',
    [
      ['999999999', '999999999'],
      ['-1', '-1'],
    ],
  ],
  [
    'decimal(18,4)',
    'decimal',
    [
      ['99999999999999.9999', '99999999999999.9999'],
      ['-99999999999999.9999', '-99999999999999.9999'],
    ],
  ],
  ['decimal(18,18)', 'decimal', [['0.999999999999999999', '0.999999999999999999']]],
  [
    'decimal(65,30)',
    'decimal',
    [
      [`${'9'.repeat(35)}.${'9'.repeat(30)}`, `${'9'.repeat(35)}.${'9'.repeat(30)}`],
      ['-1', `-1.${'0'.repeat(30)}`],
    ],
  ],
  ['decimal(8,3) unsigned zerofill', 'decimal', [['1.5', '1.500']]],
  [
    'decimal(30,3) unsigned zerofill',
    'decimal',
    [
      ['1.5', '1.500'],
      ['0.25', '0.250'],
    ],
  ],
  [
    'date',
    'date',
    [
      ["'1970-01-01'", '1970-01-01'],
      ["'9999-12-31'", '9999-12-31'],
      ["'0001-01-01'", '0001-01-01'],
      ["'2024-02-29'", '2024-02-29'],
    ],
  ],
  [
    'datetime',
    'timestamp',
    [
      ["'1000-01-01 00:00:00'", '1000-01-01 00:00:00'],
      ["'9999-12-31 23:59:59'", '9999-12-31 23:59:59'],
    ],
  ],
  [
    'datetime(6)',
    'timestamp',
    [
      ["'1969-12-31 23:59:59.999999'", '1969-12-31 23:59:59.999999'],
      ["'2255-06-05 23:47:34.740993'", '2255-06-05 23:47:34.740993'],
      ["'9999-12-31 23:59:59.999999'", '9999-12-31 23:59:59.999999'],
    ],
  ],
  [
    'time',
    'time',
    [
      ["'-838:59:59'", '-838:59:59'],
      ["'838:59:59'", '838:59:59'],
      ["'00:00:00'", '00:00:00'],
    ],
  ],
  [
    'time(6)',
    'time',
    [
      ["'-00:00:00.000001'", '-00:00:00.000001'],
      ["'25:00:00.5'", '25:00:00.5'],
    ],
  ],
  [
    'year',
    'int16',
    [
      ['1901', 1901],
      ['2155', 2155],
      ['0', 0],
    ],
  ],
  [
    'char(5)',
    'utf8',
    [
      ["'abc'", 'abc'],
      ["'😀é'", '😀é'],
      ["''", ''],
    ],
  ],
  [
    'varchar(20)',
    'utf8',
    [
      ["'tab\\tquote\\'back\\\\slash'", "tab\tquote'back\\slash"],
      ["'line\\nfeed\\0zero'", 'line\nfeed\0zero'],
      ["'\\\\N'", '\\N'],
    ],
  ],
  [
    'varchar(300) character set latin1',
    'utf8',
    [
      ["'é'", 'é'],
      ["repeat('x',260)", 'x'.repeat(260)],
    ],
  ],
  ['tinytext', 'utf8', [["'a'", 'a']]],
  ['longtext', 'utf8', [["repeat('😀',30000)", '😀'.repeat(30_000)]]],
  ["enum('a','b;`\"')", 'utf8', [["'b;`\"'", 'b;`"']]],
  [
    "set('x','y')",
    'utf8',
    [
      ["'x,y'", 'x,y'],
      ["''", ''],
    ],
  ],
  ['binary(3)', 'binary', [["x'00ff0a'", new Uint8Array([0, 255, 10])]]],
  [
    'varbinary(10)',
    'binary',
    [
      ["x'5c4e09'", new Uint8Array([0x5c, 0x4e, 9])],
      ["''", new Uint8Array(0)],
    ],
  ],
  ['blob', 'binary', [["repeat(x'fe',70000 - 5000)", new Uint8Array(65_000).fill(254)]]],
  ['json', 'json', [['\'{"a": [1, null]}\'', '{"a": [1, null]}']]],
  [
    'point',
    'binary',
    [
      [
        "ST_GeomFromText('POINT(1 2)', 4326)",
        Uint8Array.from(Buffer.from('e61000000101000000000000000000f03f0000000000000040', 'hex')),
      ],
    ],
  ],
  ['uuid', 'utf8', [["'01234567-89ab-4def-8123-456789abcdef'", '01234567-89ab-4def-8123-456789abcdef']]],
  ['inet6', 'utf8', [["'2001:db8::1'", '2001:db8::1']]],
  ['inet4', 'utf8', [["'10.1.2.3'", '10.1.2.3']]],
];

describeWithService('mariadb', 'types of MySQL', (server) => {
  test.each(cases)('reads %s as %s, exactly, and writes it back', async (columnType, kind, values) => {
    const session = await openSession(server());
    await session.execute('DROP TABLE IF EXISTS source, target');
    await session.execute(`CREATE TABLE source (n int, v ${columnType})`);
    await session.execute('CREATE TABLE target LIKE source');
    for (const [n, [literal]] of values.entries())
      await session.execute(`INSERT INTO source VALUES (${n}, ${literal})`);
    await session.execute('INSERT INTO source VALUES (99, NULL)');
    const read = await readAll(session, 'SELECT n, v FROM source ORDER BY n');
    expect(read.schema.columns[1]?.type.kind).toBe(kind);
    expect((await session.describeTable({ name: 'source' })).schema.columns[1]?.type.kind).toBe(kind);
    expect(read.rows.map((row) => row[1])).toEqual([...values.map(([, value]) => value), null]);

    const { rejections, committed } = await load(session, 'target', read.rows);
    expect(rejections).toEqual([]);
    expect(committed).toBe(values.length + 1);
    expect((await readAll(session, 'SELECT n, v FROM target ORDER BY n')).rows).toEqual(read.rows);
    expect(await session.query('SELECT count(*) FROM source s JOIN target t ON s.n = t.n AND s.v <=> t.v')).toEqual([
      [String(values.length + 1)],
    ]);
    await session.close();
  });

  test('reads and writes a TIMESTAMP as an instant, whatever the zone of the server', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE instants (v timestamp(6) null)');
    await session.execute("SET time_zone = '+08:00'");
    await session.execute("INSERT INTO instants VALUES ('2024-03-01 08:00:00.25'), ('2038-01-19 11:14:07')");
    await session.close();
    const second = await openSession(server());
    const { schema, rows } = await readAll(second, 'SELECT v FROM instants');
    expect(schema.columns[0]?.type).toEqual({ kind: 'timestamp', unit: 'us', zoned: true });
    expect(rows.map(([cell]) => String(cell).slice(0, 19))).toEqual(['2024-03-01 00:00:00', '2038-01-19 03:14:07']);
    await second.execute('CREATE OR REPLACE TABLE instants_copy LIKE instants');
    await load(second, 'instants_copy', rows);
    expect(await second.query('SELECT v FROM instants_copy')).toEqual([
      ['2024-03-01 00:00:00.250000'],
      ['2038-01-19 03:14:07.000000'],
    ]);
    await second.close();
  });

  test('keeps the time zone when the session statements of a job change it', async () => {
    const session = await openSession(server(), {}, { sessionSql: ["SET time_zone = '+08:00'"] });
    expect(await session.query('SELECT @@time_zone')).toEqual([['+00:00']]);
    await session.close();
  });

  test('gives lengths in characters', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE lengths (a varchar(20), b char(3), c varbinary(7), d text)');
    const lengths = [20, 3, 7, undefined];
    const { schema } = await readAll(session, 'SELECT * FROM lengths');
    const lengthOf = ({ type }: { type: object }): unknown => ('maxLength' in type ? type.maxLength : undefined);
    expect(schema.columns.map(lengthOf)).toEqual(lengths);
    expect((await session.describeTable({ name: 'lengths' })).schema.columns.map(lengthOf)).toEqual(lengths);
    await session.close();
  });

  test('reads and writes a blob that takes several frames', async () => {
    const session = await openSession(server());
    await session.execute('CREATE OR REPLACE TABLE big (n int, v longblob)');
    const value = new Uint8Array(20 * 1024 * 1024).map((_, index) => (index * 7) % 251);
    const rows = [
      [1, value],
      [2, value.subarray(0, 0xff_ffff - 20)],
      [3, new Uint8Array([1])],
    ] as const;
    expect((await load(session, 'big', rows)).rejections).toEqual([]);
    const read = await readAll(session, 'SELECT n, v FROM big ORDER BY n');
    expect(
      read.rows.map(([n, v]) => [n, Buffer.compare(v as Uint8Array, rows[(n as number) - 1]?.[1] as Uint8Array)]),
    ).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
    await session.close();
  });

  test.each([
    ['reject', [[2, '2024-01-01', null]]],
    [
      'null',
      [
        [1, null, null],
        [2, '2024-01-01', null],
        [3, null, null],
      ],
    ],
  ] as const)('with zeroDates %s, dates without month or day are handled as declared', async (zeroDates, expected) => {
    const session = await openSession(server(), { zeroDates });
    await session.execute("SET sql_mode = ''");
    await session.execute('CREATE OR REPLACE TABLE zeros (n int, d date, t datetime(3))');
    await session.execute(
      "INSERT INTO zeros VALUES (1, '0000-00-00', null), (2, '2024-01-01', null), (3, '2020-00-10', null)",
    );
    const { rows, rejected, ordinals } = await readAll(session, 'SELECT * FROM zeros ORDER BY n');
    expect(rows).toEqual(expected);
    if (zeroDates === 'reject') {
      expect(ordinals).toEqual([1]);
      expect(rejected).toEqual([
        {
          ordinal: 0,
          column: 1,
          code: 'MALFORMED',
          reason: 'Column "d" holds "0000-00-00", which is no date.',
          values: [1, '0000-00-00', null],
        },
        {
          ordinal: 2,
          column: 1,
          code: 'MALFORMED',
          reason: 'Column "d" holds "2020-00-10", which is no date.',
          values: [3, '2020-00-10', null],
        },
      ]);
    }
    await session.close();
  });

  test('rejects a day that its month does not have under every policy', async () => {
    const session = await openSession(server(), { zeroDates: 'null' });
    await session.execute("SET sql_mode = 'ALLOW_INVALID_DATES'");
    await session.execute('CREATE OR REPLACE TABLE invalid_days (t datetime(3))');
    await session.execute("INSERT INTO invalid_days VALUES ('2023-02-30 01:02:03.5')");
    const { rows, rejected } = await readAll(session, 'SELECT * FROM invalid_days');
    expect(rows).toEqual([]);
    expect(rejected.map(({ values }) => values)).toEqual([['2023-02-30 01:02:03.500000']]);
    await session.close();
  });

  test('reads columns of expressions, constants and NULL', async () => {
    const session = await openSession(server());
    const { rows } = await readAll(
      session,
      "SELECT 1, 1.50, 'x', NULL, now() > '2020-01-01', cast(-1 as signed), 2.5e0",
    );
    expect(rows).toEqual([[1, '1.50', 'x', null, 1, -1, 2.5]]);
    await session.close();
  });
});
