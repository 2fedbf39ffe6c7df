import { types } from '@sluice/core';
import { expect, test } from 'vitest';
import { caseSchema, typeCases } from './cases/all-types.ts';
import { memorySubject, type Fault } from './conformance/memory-connector.ts';
import { openReader, openWriter } from './conformance/subject.ts';
import { fidelityTable, measureFidelity, measureMatrix, sourceOfCase, type FidelityTarget } from './fidelity.ts';
import type { Type } from '@sluice/core';

async function target(type: Type, ...faults: Fault[]): Promise<FidelityTarget> {
  const { connector, writer } = memorySubject(...faults);
  const { parameter } = (await writer?.create(caseSchema(type))) ?? { parameter: {} };
  return {
    type: type.kind,
    openWriter: () => openWriter(connector, parameter),
    openReader: () => openReader(connector, parameter),
  };
}

test('values that all fit are exact', async () => {
  const source = sourceOfCase({ type: types.int8, values: [-128, 127, null] });
  expect(await measureFidelity(source, await target(types.int32))).toEqual({
    source: 'int8',
    target: 'int32',
    verdict: 'exact',
    evidence: '3 values',
  });
});

test('a value that does not fit is rejected with a reason', async () => {
  const source = sourceOfCase({ type: types.int32, values: [1, 300, null] });
  const row = await measureFidelity(source, await target(types.int8));
  expect(row).toMatchObject({ verdict: 'checked' });
  expect(row.evidence).toMatch(/^1 of 3 values rejected; 300: ./);
});

test('a value that changes on the way is found', async () => {
  const source = sourceOfCase({ type: types.utf8, values: ['short', 'a text of more than twenty'] });
  const row = await measureFidelity(source, await target(types.utf8, 'cuts-texts'));
  expect(row).toMatchObject({
    verdict: 'changed',
    evidence: '1 of 2 values; "a text of more than twenty" became "a text of more than "',
  });
});

test('a pair without a conversion is impossible', async () => {
  const source = sourceOfCase({ type: types.bool, values: [true] });
  expect(await measureFidelity(source, await target(types.date))).toMatchObject({ verdict: 'impossible' });
});

test('every golden value of every type keeps to itself', async () => {
  for (const each of typeCases) {
    const { verdict, evidence, source } = await measureFidelity(sourceOfCase(each), await target(each.type));
    expect({ source, verdict, evidence }).toEqual({
      source,
      verdict: 'exact',
      evidence: `${each.values.length} values`,
    });
  }
});

test('the matrix has a line per source and a column per target, and evidence below', async () => {
  const sources = [
    sourceOfCase({ type: types.int32, values: [300] }),
    sourceOfCase({ type: types.bool, values: [true] }),
  ];
  const byName: Record<string, Type> = { int8: types.int8, int64: types.int64 };
  const rows = await measureMatrix(sources, ['int8', 'int64'], (name) => target(byName[name] ?? types.utf8));
  const table = fidelityTable(rows).split('\n');
  expect(table.slice(0, 5)).toEqual([
    '| source \\ target | int8 | int64 |',
    '| --- | --- | --- |',
    '| int32 | checked | exact |',
    '| bool | exact | exact |',
    '',
  ]);
  expect(table[5]).toMatch(/^- int32 → int8, checked: 1 of 1 values rejected; 300: ./);
});
