import { edges, quoted, type EdgeValues, type NativeType } from './native-type.ts';

/** SQLite keeps any value in any column; these are the declarations that mean something, and what they promise. */
export const sqliteSources: readonly EdgeValues[] = [
  edges('number', 'INTEGER', '-9223372036854775808', '0', '9223372036854775807', `'not a number'`, '1.5'),
  edges('float64', 'REAL', '0.1', '-1.7976931348623157e308', '5e-324', '9e999'),
  edges(
    'text',
    'TEXT',
    ...quoted('', ' ', 'NULL', '\\N', '🚰 ünï 漢字', `quote ' " \\`, 'tab\tline\nreturn\r', '007', '2024-02-29'),
    `x'ff'`,
  ),
  edges('text', 'VARCHAR(5)', ...quoted('', 'abcde', 'longer than five')),
  edges('bytes', 'BLOB', `x''`, `x'00'`, `x'fffe0080'`),
  edges('number', 'DECIMAL(10,2)', '12.5', '-99999999.99', '0.001'),
  edges('number', 'DECIMAL_TEXT(38,10)', ...quoted('-9999999999999999999999999999.9999999999', '0.0000000001')),
  edges('bool', 'BOOLEAN', '0', '1', '2'),
  edges('moment', 'DATE', ...quoted('0001-01-01', '2000-02-29', '9999-12-31', '2023-02-30', 'yesterday')),
  edges('time', 'TIME', ...quoted('00:00:00', '23:59:59.999999')),
  edges('moment', 'DATETIME', ...quoted('0001-01-01 00:00:00', '1969-12-31 23:59:59.999999', '2026-03-29T02:30:00')),
  edges('json', 'JSON', ...quoted('{"b":1,"a":[1,null,"ü🚰"]}', 'null', '"text"', 'not json')),
];

export const sqliteTargets: readonly NativeType[] = [
  { type: 'INTEGER', family: 'number' },
  { type: 'REAL', family: 'float64' },
  { type: 'TEXT', family: 'text' },
  { type: 'VARCHAR(5)', family: 'text' },
  { type: 'BLOB', family: 'bytes' },
  { type: 'DECIMAL(10,2)', family: 'number' },
  { type: 'DECIMAL_TEXT', family: 'number' },
  { type: 'BOOLEAN', family: 'bool' },
  { type: 'DATE', family: 'moment' },
  { type: 'TIME', family: 'time' },
  { type: 'DATETIME', family: 'moment' },
  { type: 'JSON', family: 'json' },
];
