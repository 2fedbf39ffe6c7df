import { expect, test } from 'vitest';
import { placesOf } from './layout.ts';

test('parents stand above their children, and siblings beside each other', () => {
  const places = placesOf({
    nodes: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
    edges: [
      { parent: 'a', child: 'b' },
      { parent: 'a', child: 'c' },
      { parent: 'gone', child: 'c' },
    ],
  });
  const [a, b, c] = ['a', 'b', 'c'].map((id) => places.get(id) ?? { x: 0, y: 0 });
  expect([(a?.y ?? 0) < (b?.y ?? 0), b?.y === c?.y, b?.x === c?.x]).toEqual([true, true, false]);
});
