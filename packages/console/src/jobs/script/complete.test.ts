import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { completeAt, helpAt, type EditorKnowledge } from './complete.ts';
import type { JsonSchema } from './json-schema.ts';

const schema: JsonSchema = {
  properties: {
    mode: { enum: ['fast', 'careful'], title: 'Mode', description: 'How it goes.' },
    count: { type: 'integer', default: 3 },
    old: { type: 'string', deprecated: true },
    datasource: { type: 'string' },
  },
  required: ['count'],
};
const knowledge: EditorKnowledge = {
  schema,
  valuesAt: (path) => (path.at(-1) === 'datasource' ? ['shop', 'lake'] : []),
};

/** Labels of what is offered at `|`, as asked for by Ctrl-Space. */
function offered(marked: string): readonly string[] {
  const position = marked.indexOf('|');
  const state = EditorState.create({ doc: marked.replace('|', ''), extensions: [json()] });
  const result = completeAt(new CompletionContext(state, position, true), knowledge);
  return (result?.options ?? []).map(({ label }) => label);
}

test('offers names that are not there yet, without those that have no effect', () => {
  expect(offered('{"mode": "fast", |}')).toEqual(['"count"', '"datasource"']);
});

test('offers the name that is being typed as well', () => {
  expect(offered('{"mo|"}')).toEqual(['"mode"', '"count"', '"datasource"']);
});

test('offers the words of a value', () => {
  expect(offered('{"mode": "|"}')).toEqual(['"fast"', '"careful"']);
});

test('offers the default, and values that only the project knows', () => {
  expect(offered('{"count": |}')).toEqual(['3']);
  expect(offered('{"datasource": "|"}')).toEqual(['"shop"', '"lake"']);
});

test('explains the name under the pointer', () => {
  const state = EditorState.create({ doc: '{"mode": "fast"}', extensions: [json()] });
  expect(helpAt(state, 3, schema)?.lines).toEqual(['Mode', 'How it goes.', '"fast" | "careful"']);
});

test('says what the usual values do, and offers them', () => {
  const meanings = { insert: 'A row that is there is refused.', update: 'It gets the new values.' };
  const known: JsonSchema = { properties: { writeMode: { type: 'string', title: 'Write mode', meanings } } };
  const state = EditorState.create({ doc: '{"writeMode": ""}', extensions: [json()] });
  expect(helpAt(state, 3, known)?.lines).toEqual([
    'Write mode',
    '"insert": A row that is there is refused.',
    '"update": It gets the new values.',
  ]);
  const result = completeAt(new CompletionContext(state, 15, true), { schema: known, valuesAt: () => [] });
  expect(result?.options.map(({ label, detail }) => [label, detail])).toEqual([
    ['"insert"', 'A row that is there is refused.'],
    ['"update"', 'It gets the new values.'],
  ]);
});
