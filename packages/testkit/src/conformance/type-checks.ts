import { typeName } from '@sluice/core';
import { caseSchema, typeCases } from '../cases/all-types.ts';
import { measureFidelity, sourceOfCase } from '../fidelity.ts';
import type { Check } from './check.ts';
import { openReader, openWriter } from './subject.ts';

/** Every logical type at its edges, written by the connector's writer and read back by its reader (invariant 6). */
export const typeChecks: readonly Check[] = typeCases.map((each) => ({
  name: `types: ${typeName(each.type)} comes back as it was, or is rejected`,
  appliesTo: ({ writer }) => writer?.roundTrips === true,
  run: async ({ connector, writer }) => {
    if (writer === undefined) throw new Error('This check needs a writer');
    const { parameter, readerParameter } = await writer.create(caseSchema(each.type));
    if (readerParameter === undefined) throw new Error('A target of a subject with roundTrips needs readerParameter');
    const { verdict, evidence } = await measureFidelity(sourceOfCase(each), {
      type: connector.title,
      openWriter: () => openWriter(connector, parameter),
      openReader: () => openReader(connector, readerParameter),
    });
    if (verdict === 'changed' || verdict === 'failed') throw new Error(`${verdict}: ${evidence}`);
  },
}));
