import { typeName, types } from '@sluice/core';
import { describeWithService } from '@sluice/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session } from '../families/relational/session.ts';
import { rowFormat } from './row-gatherer.ts';
import { copyRows, openSession, readRows } from './test-sessions.ts';

/** Column type, logical type, values as SQL literals, and what a reader gives. */
const cases: readonly (readonly [string, string, readonly (readonly [string, unknown])[]])[] = [
  ['boolean', 'bool', [['true', true], ['false', false]]],
  ['smallint', 'int16', [['-32768', -32768], ['32767', 32767]]],
  ['integer', 'int32', [['-2147483648', -2147483648], ['2147483647', 2147483647]]],
  ['bigint', 'int64', [['-9223372036854775808', '-9223372036854775808'], ['9223372036854775807', '9223372036854775807'], ['4294967296', '4294967296']]],
  ['oid', 'int64', [['0', '0'], ['4294967295', '4294967295']]],
  ['real', 'float32', [["'NaN'", 'NaN'], ["'-Infinity'", '-Infinity'], ['1.5', 1.5], ["'-0'", '-0'], ["'1e-45'", 1.401298464324817e-45]]],
  ['double precision', 'float64', [["'NaN'", 'NaN'], ["'Infinity'", 'Infinity'], ['0.1', 0.1], ["'-0'", '-0'], ["'5e-324'", 5e-324], ["'1.7976931348623157e308'", 1.7976931348623157e308]]],
  ['numeric(15,2)', 'decimal(15,2)', [['0', '0.00'], ['-0.01', '-0.01'], ['40000', '40000.00'], ['9999999999999.99', '9999999999999.99'], ['-9999999999999.99', '-9999999999999.99'], ["'NaN'", 'NaN'], ['100000000', '100000000.00'], ['0.1', '0.10'], ['21474836.48', '21474836.48'], ['-21474836.48', '-21474836.48']]],
  ['numeric(18,0)', 'decimal(18,0)', [['999999999999999999', '999999999999999999'], ['-999999999999999999', '-999999999999999999'], ['10000', '10000'], ['9007199254740993', '9007199254740993']]],
  ['numeric(18,18)', 'decimal(18,18)', [['0.000000000000000001', '0.000000000000000001'], ['-0.999999999999999999', '-0.999999999999999999']]],
  ['numeric(18,9)', 'decimal(18,9)', [['123456789.123456789', '123456789.123456789'], ['0.00000001', '0.000000010'], ['-0.000100000', '-0.000100000']]],
  ['numeric(3,5)', 'decimal(5,5)', [['0.00999', '0.00999'], ['-0.00001', '-0.00001']]],
  ['numeric(3,-2)', 'decimal(5,0)', [['99900', '99900'], ['-100', '-100']]],
  ['numeric(40,10)', 'decimal(40,10)', [['123456789012345678901234567890.0123456789', '123456789012345678901234567890.0123456789'], ['-0.0000000001', '-0.0000000001'], ["'NaN'", 'NaN']]],
  ['numeric', 'decimal', [['0', '0'], ['0.000', '0.000'], ['-12.340', '-12.340'], ['1e20', '100000000000000000000'], ["'Infinity'", 'Infinity'], ["'-Infinity'", '-Infinity'], ["'NaN'", 'NaN'], ['0.00000000000000000000000000000001', '0.00000000000000000000000000000001'], ['10000', '10000'], ['99999.9999', '99999.9999']]],
  ['money', 'decimal(19,2)', [['12345.67', '12345.67'], ["'-92233720368547758.08'", '-92233720368547758.08']]],
  ['text', 'utf8', [["''", ''], ["'héllo wörld ✓ 𝄞'", 'héllo wörld ✓ 𝄞'], [String.raw`E'tab\tline\nback\\slash'`, 'tab\tline\nback\\slash'], ["repeat('x', 300000)", 'x'.repeat(300_000)]]],
  ['varchar(5)', 'utf8(5)', [["'äöüß✓'", 'äöüß✓']]],
  ['char(5)', 'utf8(5)', [["'ab'", 'ab   ']]],
  ['name', 'utf8', [["'pg_class'", 'pg_class']]],
  ['"char"', 'utf8', [["'a'", 'a']]],
  ['bytea', 'binary', [["''", { base64: '' }], [String.raw`'\x00ff10'`, { base64: 'AP8Q' }]]],
  ['date', 'date', [["'1970-01-01'", '1970-01-01'], ["'infinity'", 'infinity'], ["'-infinity'", '-infinity'], ["'0001-01-01'", '0001-01-01'], ["'9999-12-31'", '9999-12-31']]],
  ['time', 'time', [["'00:00'", '00:00:00'], ["'24:00'", '24:00:00'], ["'23:59:59.999999'", '23:59:59.999999']]],
  ['time(0)', 'time', [["'12:34:56'", '12:34:56']]],
  ['timetz', 'utf8', [["'12:34:56.789+05:30'", '12:34:56.789+05:30']]],
  ['timestamp', 'timestamp(us)', [["'2000-01-01'", '2000-01-01 00:00:00'], ["'1969-12-31 23:59:59.999999'", '1969-12-31 23:59:59.999999'], ["'infinity'", 'infinity'], ["'-infinity'", '-infinity'], ["'9999-12-31 23:59:59.999999'", '9999-12-31 23:59:59.999999'], ["'0001-01-01'", '0001-01-01 00:00:00']]],
  ['timestamp(3)', 'timestamp(us)', [["'2024-02-29 12:00:00.123'", '2024-02-29 12:00:00.123']]],
  ['timestamptz', 'timestamp(us, zoned)', [["'2024-06-01 12:00:00+02'", '2024-06-01 10:00:00+00:00'], ["'infinity'", 'infinity']]],
  ['interval', 'utf8', [["'1 year 2 mons -3 days 04:05:06.789'", 'P1Y2M-3DT4H5M6.789S'], ["'0'", 'PT0S']]],
  ['uuid', 'utf8(36)', [["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11']]],
  ['json', 'json', [[`'{"b": 1,  "a": [1.50, null]}'`, '{"b": 1,  "a": [1.50, null]}']]],
  ['jsonb', 'json', [[`'{"b": 1,  "a": [1.50, null]}'`, '{"a": [1.50, null], "b": 1}']]],
  ['xml', 'utf8', [["'<a>é</a>'", '<a>é</a>']]],
  ['inet', 'utf8', [["'10.1.2.3'", '10.1.2.3'], ["'10.1.2.3/8'", '10.1.2.3/8'], ["'2001:db8::1'", '2001:db8::1']]],
  ['cidr', 'utf8', [["'10.0.0.0/8'", '10.0.0.0/8']]],
  ['macaddr', 'utf8', [["'08:00:2b:01:02:03'", '08:00:2b:01:02:03']]],
  ['macaddr8', 'utf8', [["'08:00:2b:01:02:03:04:05'", '08:00:2b:01:02:03:04:05']]],
  ['bit(3)', 'utf8', [["B'101'", '101']]],
  ['bit varying', 'utf8', [["B'1'", '1'], ["B''", '']]],
  ['point', 'utf8', [["'(1.5,-2)'", '(1.5,-2)']]],
  ['line', 'utf8', [["'{1,2,3}'", '{1,2,3}']]],
  ['lseg', 'utf8', [["'[(0,0),(1,1)]'", '[(0,0),(1,1)]']]],
  ['box', 'utf8', [["'(1,1),(0,0)'", '(1,1),(0,0)']]],
  ['path', 'utf8', [["'((0,0),(1,1))'", '((0,0),(1,1))']]],
  ['polygon', 'utf8', [["'((0,0),(1,1),(1,0))'", '((0,0),(1,1),(1,0))']]],
  ['circle', 'utf8', [["'<(1,2),3>'", '<(1,2),3>']]],
  ['int4range', 'utf8', [["'[1,5)'", '[1,5)'], ["'empty'", 'empty']]],
  ['tstzrange', 'utf8', [["'[2024-01-01 00:00+00,)'", '["2024-01-01 00:00:00+00",)']]],
  ['nummultirange', 'utf8', [["'{[1,2),[3,4]}'", '{[1,2),[3,4]}']]],
  ['tsvector', 'utf8', [["'fat:2 cat:1A'", "'cat':1A 'fat':2"]]],
  ['tsquery', 'utf8', [["'fat & !rat'", "'fat' & !'rat'"]]],
  ['pg_lsn', 'utf8', [["'16/B374D848'", '16/B374D848']]],
  ['xid8', 'utf8', [["'18446744073709551615'", '18446744073709551615']]],
  ['regclass', 'utf8', [["'pg_class'", 'pg_class']]],
  ['jsonpath', 'utf8', [["'$.a[*]'", '$."a"[*]']]],
  ['int4[]', 'list<int32>', [["'{1,NULL,-3}'", '[1,null,-3]'], ["'{}'", '[]'], ["'{{1,2},{3,4}}'", '[[1,2],[3,4]]']]],
  ['bigint[]', 'list<int64>', [["'{9223372036854775807}'", '[9223372036854775807]']]],
  ['numeric[]', 'list<decimal>', [["'{1.50,NaN,12345678901234567890.1}'", '[1.50,"NaN",12345678901234567890.1]']]],
  ['double precision[]', 'list<float64>', [["'{1.5,NaN,-Infinity}'", '[1.5,"NaN","-Infinity"]']]],
  ['boolean[]', 'list<bool>', [["'{t,f}'", '[true,false]']]],
  ['text[]', 'list<utf8>', [[String.raw`array['a"b', 'c\d', '', 'null', 'é,{}', null, E'\n']`, String.raw`["a\"b","c\\d","","null","é,{}",null,"\n"]`]]],
  ['varchar(3)[]', 'list<utf8(3)>', [["'{abc}'", '["abc"]']]],
  ['bytea[]', 'list<binary>', [[String.raw`array['\x00ff'::bytea]`, String.raw`["\\x00ff"]`]]],
  ['date[]', 'list<date>', [["'{2024-02-29,infinity}'", '["2024-02-29","infinity"]']]],
  ['timestamp[]', 'list<timestamp(us)>', [["'{2024-02-29 01:02:03.4}'", '["2024-02-29T01:02:03.4"]']]],
  ['timestamptz[]', 'list<timestamp(us, zoned)>', [["'{2024-02-29 01:02:03+00}'", '["2024-02-29T01:02:03+00:00"]']]],
  ['uuid[]', 'list<utf8(36)>', [["'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'", '["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"]']]],
  ['inet[]', 'list<utf8>', [["'{10.0.0.1}'", '["10.0.0.1"]']]],
  ['interval[]', 'list<utf8>', [["'{1 day}'", '["P1D"]']]],
  ['int4range[]', 'list<utf8>', [[`'{"[1,5)"}'`, '["[1,5)"]']]],
  ['jsonb[]', 'utf8', [[`array['{"a": 1}'::jsonb, 'null'::jsonb, null]`, String.raw`{"{\"a\": 1}","null",NULL}`]]],
  ['int2vector', 'utf8', [["'1 2'", '1 2']]],
  ['mood', 'utf8', [["'sad'", 'sad'], ["'très ok'", 'très ok']]],
  ['mood[]', 'list<utf8>', [["'{sad}'", '["sad"]']]],
  ['posint', 'int32', [['5', 5]]],
  ['posint[]', 'list<int32>', [["'{5}'", '[5]']]],
  ['short', 'utf8(4)', [["'abcd'", 'abcd']]],
  ['pair', 'utf8', [[`row(1, 'a,"b')`, String.raw`(1,"a,""b")`]]],
  ['pair[]', 'utf8', [["array[row(1, 'a')::pair]", '{"(1,a)"}']]],
]; // prettier-ignore

describeWithService('postgresql', 'types of PostgreSQL', (server) => {
  let reader: Session;
  let writer: Session;

  beforeAll(async () => {
    reader = await openSession(server(), 'read');
    writer = await openSession(server());
    await writer.execute(`create type mood as enum ('sad', 'très ok'); create domain posint as int check (value > 0);
      create domain short as varchar(4); create type pair as (n int, t text)`);
  });

  afterAll(async () => {
    await reader.close();
    await writer.close();
  });

  test.each(cases)('%s is read as %s and written back exactly', async (sqlType, logical, values) => {
    await writer.execute(`drop table if exists source, target;
      create table source (id int, v ${sqlType}); create table target (id int, v ${sqlType});
      insert into source values ${values.map(([sql], id) => `(${id}, ${sql})`).join(', ')}, (${values.length}, null)`);
    const schema = await reader.describeQuery('select v from source');
    expect(schema.columns.map((column) => typeName(column.type))).toEqual([logical]);
    expect((await writer.describeTable({ name: 'source' })).schema.columns[1]?.type).toEqual(schema.columns[0]?.type);

    const expected = [...values.map(([, value]) => [value]), [null]];
    expect(await readRows(reader, 'select v from source order by id')).toEqual(expected);

    const outcome = await copyRows(reader, writer, { sql: 'select id, v from source', table: 'target' });
    expect(outcome).toEqual({ rowsWritten: expected.length, refused: [] });
    const differing = `select count(*) from source s full join target t using (id) where s.v::text is distinct from t.v::text`;
    expect(await writer.query(differing)).toEqual([['0']]);

    if (rowFormat(schema) === undefined) return;
    await writer.execute('truncate target');
    const settings = { passThrough: true, batchRows: 2 };
    const handedOver = await copyRows(reader, writer, { sql: 'select id, v from source', table: 'target', settings });
    expect(handedOver).toEqual({ rowsWritten: expected.length, refused: [] });
    expect(await writer.query(differing)).toEqual([['0']]);
  });

  test('plain types are handed over as they are, others are not', () => {
    const formatOf = (...nativeTypes: string[]) =>
      rowFormat({
        columns: nativeTypes.map((nativeType) => ({ name: 'c', type: types.utf8, isNullable: true, nativeType })),
      });
    expect(formatOf('integer', 'numeric(15,2)', 'timestamp(3) without time zone')).toBe(
      'postgresql binary integer, numeric(15,2), timestamp(3) without time zone',
    );
    expect(formatOf('integer', 'inet')).toBeUndefined();
    expect(formatOf('"integer"')).toBeUndefined();
    expect(formatOf('public.text')).toBeUndefined();
    expect(formatOf('integer[]')).toBeUndefined();
  });
});
