/** The promise of splitting (invariant 4), checked on real tables: every row in exactly one split. */
import type { Connector, JsonValue } from '@sluice/core';
import { expect } from 'vitest';
import { readAll } from './test-run.ts';

/** One database for the coverage cases. */
export interface CoverageTarget {
  readonly connector: Connector;
  /** Connection values of the reader. */
  readonly parameter: Readonly<Record<string, JsonValue>>;
  exec(sql: string): Promise<void> | void;
}

export interface CoverageCase {
  readonly name: string;
  /** Column type of the key in this database. */
  readonly keyType: string;
  /** SQL literals of the key; may repeat, may be `null`. */
  readonly keys: readonly string[];
  /** Fewest splits that reading with eight channels must make. */
  readonly minSplits: number;
}

/** Same numbers in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

const random = seededRandom(42);
const pick = (count: number): number => Math.floor(random() * count);
const times = (count: number, make: (index: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, i) => make(i));
const pad = (value: number): string => String(value).padStart(2, '0');

export const keys = {
  dense: times(600, (index) => String(index - 300)),
  gaps: [
    ...times(300, () => String(pick(1_000_000_000_000_000) - 500_000_000_000_000)),
    ...times(200, () => String(pick(50))),
    'null',
    'null',
  ],
  skewed: [...times(400, () => '7'), ...times(100, (index) => String(index * index)), 'null'],
  limits: ['-9223372036854775808', '9223372036854775807', '0', '-1', '1', 'null'],
  decimals: [...times(400, () => `${pick(2_000) - 1_000}.${pad(pick(100))}`), '-0.01', '0.00', 'null'],
  dates: [
    ...times(300, () => `'20${pad(pick(40))}-${pad(pick(12) + 1)}-${pad(pick(28) + 1)}'`),
    "'1900-01-01'",
    "'9999-12-31'",
    'null',
  ],
  moments: [
    ...times(
      300,
      () => `'2024-${pad(pick(12) + 1)}-01 ${pad(pick(24))}:${pad(pick(60))}:00.${pick(900_000) + 100_000}'`,
    ),
    'null',
  ],
  texts: [
    ...times(300, () => `'${text()}'`),
    ...times(60, () => `'${['Abc', 'abc', 'ABC', 'ABd', 'äb', 'ÄB', '', ' ', 'ab', 'ab '][pick(10)]}'`),
    'null',
    "'it''s'",
  ],
  huge: [
    ...times(300, () => String(10_000_000_000_000_000_000n + BigInt(pick(1_000_000)) * 8_000_000_000_000n)),
    '0',
    '18446744073709551615',
    'null',
  ],
  latin: [...times(300, () => `'${'aAbBäÄéß '[pick(9)]}${pick(100)}'`), 'null'],
  moods: [...times(100, () => `'${['sad', 'ok', 'happy'][pick(3)]}'`), 'null'],
  uuids: [
    ...times(
      200,
      () => `'${String(pick(1e8)).padStart(8, 'a')}-0000-4000-8000-${String(pick(1e12)).padStart(12, 'f')}'`,
    ),
    'null',
  ],
  nothing: times(40, () => 'null'),
  one: ['5'],
} as const;

function text(): string {
  const letters = 'abcdefXYZ019_äÖßéñ日-. ';
  return times(pick(12), () => [...letters][pick(23)] ?? 'a').join('');
}

/** Reads the table with one to eight channels and compares with what was inserted. */
export async function checkCoverage(target: CoverageTarget, testCase: CoverageCase): Promise<void> {
  const { connector, parameter } = target;
  await target.exec('drop table if exists covered');
  await target.exec(`create table covered (id integer not null, k ${testCase.keyType})`);
  await target.exec(
    `insert into covered (id, k) values ${testCase.keys.map((key, id) => `(${id}, ${key})`).join(', ')}`,
  );
  const ids = testCase.keys.map((_, id) => id);
  for (let channels = 1; channels <= 8; channels++) {
    const step = { ...parameter, table: 'covered', column: ['id'], splitPk: 'k', splitFactor: 3 };
    const { splits, rows, plan } = await readAll(connector, step, { channels });
    const found = rows.map((row) => Number(row[0])).sort((left, right) => left - right);
    expect(found, `${channels} channels, ${plan.notes.join('; ')}`).toEqual(ids);
    if (channels === 8) expect(splits.length, plan.notes.join('; ')).toBeGreaterThanOrEqual(testCase.minSplits);
    expect(splits.length).toBeLessThanOrEqual(channels * 3 + 1);
  }
}
