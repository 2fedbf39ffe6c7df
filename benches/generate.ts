/**
 * Generates the two bench tables as CSV: a TPC-H-like lineitem (16 columns, about 163 bytes a row as text) and a
 * narrow table (4 columns). Deterministic: the same number of rows gives the same bytes.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface BenchTable {
  readonly name: 'lineitem' | 'narrow';
  readonly columns: readonly string[];
  readonly postgresql: string;
  /** With a primary key, as InnoDB tables have one: without it two sessions wait for each other at the end of the table. */
  readonly mariadb: string;
  readonly sqlite: string;
  /** Types of the columns in files, as a job declares them. */
  readonly types: readonly string[];
  readonly key: string;
  readonly line: (row: number, random: () => number) => string;
}

const flags = ['R', 'A', 'N'];
const instructions = ['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'];
const modes = ['REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'];
const words =
  'furiously quickly carefully blithely slyly regular express ironic final pending bold silent even special requests deposits packages accounts theodolites pinto beans foxes ideas platelets asymptotes dependencies instructions'.split(
    ' ',
  );

function day(offset: number): string {
  return new Date(Date.UTC(1992, 0, 1) + offset * 86_400_000).toISOString().slice(0, 10);
}

const days = Array.from({ length: 2_700 }, (_, offset) => day(offset));

function pick<T>(list: readonly T[], random: () => number): T {
  return list[Math.floor(random() * list.length)] as T;
}

function comment(random: () => number): string {
  let text = pick(words, random);
  const length = 10 + Math.floor(random() * 33);
  while (text.length < length) text += ` ${pick(words, random)}`;
  return text.slice(0, length).trimEnd();
}

function cents(value: number): string {
  return (value / 100).toFixed(2);
}

export const tables: Readonly<Record<BenchTable['name'], BenchTable>> = {
  lineitem: {
    name: 'lineitem',
    key: 'l_orderkey',
    columns: [
      'l_orderkey',
      'l_partkey',
      'l_suppkey',
      'l_linenumber',
      'l_quantity',
      'l_extendedprice',
      'l_discount',
      'l_tax',
      'l_returnflag',
      'l_linestatus',
      'l_shipdate',
      'l_commitdate',
      'l_receiptdate',
      'l_shipinstruct',
      'l_shipmode',
      'l_comment',
    ],
    types:
      'int64 int32 int32 int32 decimal(15,2) decimal(15,2) decimal(15,2) decimal(15,2) utf8 utf8 day day day utf8 utf8 utf8'.split(
        ' ',
      ),
    postgresql:
      'l_orderkey bigint not null, l_partkey integer, l_suppkey integer, l_linenumber integer, l_quantity numeric(15,2), l_extendedprice numeric(15,2), l_discount numeric(15,2), l_tax numeric(15,2), l_returnflag char(1), l_linestatus char(1), l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct char(25), l_shipmode char(10), l_comment varchar(44)',
    mariadb:
      'l_orderkey bigint not null, l_partkey integer, l_suppkey integer, l_linenumber integer, l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2), l_tax decimal(15,2), l_returnflag char(1), l_linestatus char(1), l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct char(25), l_shipmode char(10), l_comment varchar(44), primary key (l_orderkey, l_linenumber)',
    sqlite:
      'l_orderkey bigint not null, l_partkey integer, l_suppkey integer, l_linenumber integer, l_quantity decimal(15,2), l_extendedprice decimal(15,2), l_discount decimal(15,2), l_tax decimal(15,2), l_returnflag char(1), l_linestatus char(1), l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct char(25), l_shipmode char(10), l_comment varchar(44)',
    line(row, random) {
      const ship = 1 + Math.floor(random() * 2_500);
      const quantity = 1 + Math.floor(random() * 50);
      return [
        1 + Math.floor(row / 4),
        1 + Math.floor(random() * 200_000),
        1 + Math.floor(random() * 10_000),
        1 + (row % 4),
        `${quantity}.00`,
        cents(quantity * (90_000 + Math.floor(random() * 110_000))),
        `0.${String(Math.floor(random() * 11)).padStart(2, '0')}`,
        `0.0${Math.floor(random() * 9)}`,
        pick(flags, random),
        random() < 0.5 ? 'O' : 'F',
        days[ship],
        days[ship + Math.floor(random() * 60)],
        days[ship + 1 + Math.floor(random() * 30)],
        pick(instructions, random),
        pick(modes, random),
        comment(random),
      ].join(',');
    },
  },
  narrow: {
    name: 'narrow',
    key: 'id',
    columns: ['id', 'amount', 'name', 'at'],
    types: ['int64', 'float64', 'utf8', 'timestamp'],
    postgresql: 'id bigint not null, amount double precision, name varchar(20), at timestamp',
    mariadb: 'id bigint primary key, amount double, name varchar(20), at datetime',
    sqlite: 'id bigint not null, amount double, name varchar(20), at datetime',
    line(row, random) {
      const at = new Date(Date.UTC(2020, 0, 1) + row * 7_000).toISOString();
      return `${row + 1},${(random() * 100_000).toFixed(4)},name-${Math.floor(random() * 1e9)},${at.slice(0, 10)} ${at.slice(11, 19)}`;
    },
  },
};

/** Makes the CSV of a table, without header, unless it is there. Answers its path. */
export function csvOf(table: BenchTable, rows: number, folder: string): string {
  const file = join(folder, `${table.name}-${rows}.csv`);
  if (existsSync(file) && statSync(file).size > 0) return file;
  mkdirSync(folder, { recursive: true });
  const descriptor = openSync(`${file}.part`, 'w');
  const random = seededRandom(20_261_121);
  let lines: string[] = [];
  for (let row = 0; row < rows; row++) {
    lines.push(table.line(row, random));
    if (lines.length < 10_000 && row < rows - 1) continue;
    writeSync(descriptor, `${lines.join('\n')}\n`);
    lines = [];
  }
  closeSync(descriptor);
  renameSync(`${file}.part`, file);
  return file;
}

/** Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
