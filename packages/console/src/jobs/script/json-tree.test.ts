import { json } from '@codemirror/lang-json';
import { ensureSyntaxTree } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { expect, test } from 'vitest';
import { parsePath } from './json-schema.ts';
import { placeAt, rangeOf, valueOf, type Node } from './json-tree.ts';

/** The text with the cursor at `|`. */
function at(marked: string) {
  const position = marked.indexOf('|');
  const state = stateOf(marked.replace('|', ''));
  const { path, kind } = placeAt(state, position);
  return { path, kind };
}

function stateOf(doc: string): EditorState {
  const state = EditorState.create({ doc, extensions: [json()] });
  ensureSyntaxTree(state, doc.length, 5_000);
  return state;
}

test('knows the path of a value', () => {
  expect(at('{"steps": [{"a": 1}, {"parameter": {"table": "or|ders"}}]}')).toEqual({
    path: ['steps', 1, 'parameter', 'table'],
    kind: 'value',
  });
});

test('knows the object in which a name is typed', () => {
  expect(at('{"setting": {"spe|": 1}}')).toEqual({ path: ['setting'], kind: 'name' });
  expect(at('{"setting": {"a": 1, |}}')).toEqual({ path: ['setting'], kind: 'name' });
});

test('knows a name that has no value yet', () => {
  expect(at('{"setting": {"spe|"}}')).toEqual({ path: ['setting'], kind: 'name' });
});

test('knows a value that is not typed yet', () => {
  expect(at('{"setting": {"mode": |}}')).toEqual({ path: ['setting', 'mode'], kind: 'value' });
});

test('counts the items before the cursor', () => {
  expect(at('{"column": ["a", "b", "|"]}')).toEqual({ path: ['column', 2], kind: 'value' });
});

test('finds where a path lies, or the nearest place above', () => {
  const doc = '{"steps": [{"parameter": {"table": "orders"}}]}';
  const state = stateOf(doc);
  const { from, to } = rangeOf(state, ['steps', 0, 'parameter', 'table']);
  expect(doc.slice(from, to)).toBe('"table"');
  const above = rangeOf(state, ['steps', 0, 'parameter', 'column']);
  expect(doc.slice(above.from, above.to)).toBe('"parameter"');
});

test('reads the value of a text that is half typed', () => {
  const state = stateOf('{"a": [1, "x", null, true], "b": ');
  const root = ensureSyntaxTree(state, 100, 5_000)?.topNode as Node;
  expect(valueOf(state.doc, root)).toEqual({ a: [1, 'x', null, true], b: undefined });
});

test('reads paths as issues carry them', () => {
  expect(parsePath('steps[0].parameter["a.b"].column[2]')).toEqual(['steps', 0, 'parameter', 'a.b', 'column', 2]);
});
