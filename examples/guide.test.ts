/** Pages of the guide whose commands can be typed one after the other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseOptions, type JsonValue } from '@sluice/core';
import { registry } from '@sluice/connectors';
import { expect, test } from 'vitest';
import { follow, placeWithSluice } from './follow.ts';

function pageOf(name: string): string {
  return readFileSync(join(import.meta.dirname, '../docs/guide', name), 'utf8');
}

test('getting started leads to the rows it promises', { timeout: 120_000 }, () => {
  const place = placeWithSluice();
  const output = follow(pageOf('getting-started.md'), place);
  expect(output).toContain('an order');
  expect(output).toContain('2,Grace,n/a');
  expect(output).toContain('1,Ada,10.50\n3,Edsger,7.00\n');
  expect(readFileSync(join(place.folder, 'orders.jsonl'), 'utf8')).toBe(
    '{"id":1,"name":"Ada","amount":10.50}\n{"id":3,"name":"Edsger","amount":7.00}\n',
  );
});

test('dirty records are listed, repaired and written as the page says', { timeout: 120_000 }, () => {
  const output = follow(pageOf('dirty-records.md'), placeWithSluice());
  expect(output).toContain('not a valid decimal(10,2)');
  expect(output).toContain('1,Ada,10.50\n2,Grace,20.25\n3,Edsger,7.00\n');
});

test('files are read, partitioned and read back as the page says', { timeout: 120_000 }, () => {
  const place = placeWithSluice();
  const output = follow(pageOf('files.md'), place);
  expect(output).toContain('{"id":"1","name":"Ada","amount":"10.50","day":"2026-11-20"}');
  expect(output).toMatch(/^lake\/day=2026-11-20\/\S+\.parquet\nlake\/day=2026-11-21\/\S+\.parquet$/m);
  expect(output).toContain('1,Ada,10.50,2026-11-20\n2,Grace,20.25,2026-11-21\n3,Edsger,7,2026-11-20\n');
});

test('the data sources of the page on files have all that their connectors need', async () => {
  const [json = ''] = /^\{\n {2}"dataSources"[\s\S]*?^\}$/m.exec(pageOf('files.md')) ?? [];
  const { dataSources } = JSON.parse(json) as { dataSources: Record<string, Record<string, JsonValue>> };
  expect(Object.keys(dataSources)).toHaveLength(11);
  for (const [name, { type, ...values }] of Object.entries(dataSources)) {
    const connector = await registry.find((entry) => entry.name === type)?.load();
    expect(parseOptions(connector?.connection ?? {}, values, name).issues, name).toEqual([]);
  }
});
