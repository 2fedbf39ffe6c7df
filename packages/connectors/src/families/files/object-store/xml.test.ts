import { expect, test } from 'vitest';
import { elementsOf, escapeXml, textOf } from './xml.ts';

test('elements are found with and without attributes, empty ones too', () => {
  expect(elementsOf('<a>1</a><b/><a x="/">2</a><a/><a></a><ab>3</ab>', 'a')).toEqual(['1', '2', '', '']);
});

test('texts are told as they were before they were escaped', () => {
  expect(textOf('<K>a&amp;b&lt;&gt;&quot;&apos;&#228;&#x4E2D;&unknown;</K>', 'K')).toBe('a&b<>"\'ä中&unknown;');
  expect(textOf('<K>1</K>', 'L')).toBeUndefined();
});

test('what has no end is not found', () => {
  expect(elementsOf('<a>1</a><a>2', 'a')).toEqual(['1']);
});

test('escaping and reading give the same text', () => {
  const text = '"<&>" and \'ü\'';
  expect(textOf(`<t>${escapeXml(text)}</t>`, 't')).toBe(text);
});
