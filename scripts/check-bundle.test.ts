import { expect, test } from 'vitest';
import { firstFiles } from './check-bundle.ts';

test('counts the entry, everything that it imports and styles once each, but no page that is loaded later', () => {
  const manifest = {
    'index.html': { file: 'main.js', isEntry: true, imports: ['_react.js', '_ui.js'], css: ['main.css'] },
    '_ui.js': { file: 'ui.js', imports: ['_react.js'] },
    '_react.js': { file: 'react.js' },
    'src/jobs/list-page.tsx': { file: 'jobs.js', imports: ['_ui.js'] },
  };
  expect(firstFiles(manifest)).toEqual(['main.js', 'main.css', 'react.js', 'ui.js']);
});
