import { expect, test } from 'vitest';
import { connectors } from '../data-sources/subject.ts';
import { readScript } from '../jobs/read-script.ts';
import { printTemplate } from './editor.ts';

const loaded = await Promise.all(connectors.names.map((name) => connectors.find(name)));
const readers = loaded.filter((connector) => connector?.reader !== undefined).map((connector) => connector!.name);
const writers = loaded.filter((connector) => connector?.writer !== undefined).map((connector) => connector!.name);

test.each(readers)('the templates from %s to all writers have no mistakes', async (reader) => {
  for (const writer of writers) {
    const { script } = await printTemplate(connectors, { reader, writer });
    const { issues } = await readScript(script, '');
    const mistakes = issues.filter(({ severity }) => severity === 'error');
    expect({ writer, mistakes: mistakes.map(({ code, path }) => `${code} ${path}`) }).toEqual({ writer, mistakes: [] });
  }
});
