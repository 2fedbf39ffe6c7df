import { describeConnector, type Rows } from '@sluice/testkit';
import connector from './index.ts';
import { startFileServer } from './test-server.ts';

describeConnector({
  connector,
  reader: {
    async create(schema, rows) {
      const half = Math.ceil(rows.length / 2);
      const server = await startFileServer({
        '/1.csv': { content: csv(rows.slice(0, half)) },
        '/2.csv': { content: csv(rows.slice(half)), tag: 'Sat, 21 Nov 2026 10:00:00 GMT' },
      });
      const column = schema.columns.map(({ name }, index) => ({ index, name, type: index === 0 ? 'int64' : 'utf8' }));
      return { urlPrefix: server.url, fileName: ['/1.csv', '/2.csv'], column, minSplitBytes: 200, nullFormat: '' };
    },
    missing: async () => {
      const server = await startFileServer({});
      return { urlPrefix: server.url, fileName: '/nowhere.csv', column: [{ index: 0, type: 'string' }] };
    },
  },
});

function csv(rows: Rows): string {
  const cell = (value: unknown): string => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}
