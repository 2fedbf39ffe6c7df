/**
 * Every example, as its README says: the commands of the README are run in a copy of the folder, then the report of the
 * last run and what lies in the stores are compared with `expect.json`.
 */
import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { hasService } from '@sluice/testkit';
import type { RunReport } from '@sluice/engine';
import { describe, expect, test } from 'vitest';
import type { Workplace } from '../tests/e2e/sluice.ts';
import { follow, placeWithSluice } from './follow.ts';
import { makeStore, serviceOf, sqliteStore, storeFiles } from './stores.ts';
import type { Row, Store } from './stores.ts';

/** What an example ends with; everything that is given must hold. */
interface Expectation {
  /** Fields of the report of the last run. */
  readonly report: Partial<RunReport>;
  readonly atLeast?: Readonly<Record<string, number>>;
  readonly atMost?: Readonly<Record<string, number>>;
  /** Regular expressions for texts of the report. */
  readonly matches?: Readonly<Record<string, string>>;
  /** Texts that the commands print. */
  readonly output?: readonly string[];
  /** `store` is one of the stores, or a SQLite file that the job makes. */
  readonly queries?: readonly { readonly store: string; readonly sql: string; readonly rows: readonly Row[] }[];
  /** Files that the job makes, as lines. */
  readonly files?: readonly { readonly path: string; readonly text: readonly string[] }[];
}

const names = readdirSync(import.meta.dirname).filter((name) =>
  existsSync(join(import.meta.dirname, name, 'job.json')),
);

function readText(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}

function checkReport(report: RunReport, { atLeast = {}, atMost = {}, matches = {}, ...wanted }: Expectation): void {
  expect(report).toMatchObject(wanted.report);
  const facts = report as unknown as Record<string, unknown>;
  for (const [name, least] of Object.entries(atLeast)) expect(facts[name], name).toBeGreaterThanOrEqual(least);
  for (const [name, most] of Object.entries(atMost)) expect(facts[name], name).toBeLessThanOrEqual(most);
  for (const [name, pattern] of Object.entries(matches)) expect(facts[name], name).toMatch(new RegExp(pattern));
}

async function checkStores(
  place: Workplace,
  stores: ReadonlyMap<string, Store>,
  { queries = [], files = [] }: Expectation,
): Promise<void> {
  for (const { store, sql, rows } of queries) {
    const { query } = stores.get(store) ?? sqliteStore(join(place.folder, store));
    expect(await query(sql)).toEqual(rows);
  }
  for (const { path, text } of files) expect(readText(join(place.folder, path)).split('\n')).toEqual(text);
}

for (const name of names) {
  const folder = join(import.meta.dirname, name);
  const sources = storeFiles(folder);
  const services = sources.flatMap(({ kind }) => serviceOf(kind) ?? []);
  const missing = services.filter((service) => !hasService(service));
  describe.skipIf(missing.length > 0)(name, () => {
    test('does what its README and expect.json say', { timeout: 120_000 }, async () => {
      const expected = JSON.parse(readFileSync(join(folder, 'expect.json'), 'utf8')) as Expectation;
      const place = placeWithSluice();
      cpSync(folder, place.folder, { recursive: true });
      const stores = new Map<string, Store>();
      for (const source of sources) stores.set(source.store, await makeStore(source, place.folder));
      const environment = Object.assign({}, ...[...stores.values()].map((store) => store.environment));
      const output = follow(readFileSync(join(folder, 'README.md'), 'utf8'), place, environment);
      for (const text of expected.output ?? []) expect(output).toContain(text);
      const { answer } = await place.json(['runs', 'show', 'last']);
      checkReport(answer.result, expected);
      await checkStores(place, stores, expected);
    });
  });
}

test('every folder here is an example or the demo', () => {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(
    folders
      .map(({ name }) => name)
      .filter((name) => name !== 'demo')
      .sort(),
  ).toEqual(names.sort());
});
