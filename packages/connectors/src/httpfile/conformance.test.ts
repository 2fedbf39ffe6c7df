import { createServer } from 'node:http';
import { describeConnector, type Rows } from '@sluice/testkit';
import { afterAll } from 'vitest';
import connector from './index.ts';

const contents = new Map<string, Buffer>();
const server = createServer((request, response) => {
  const content = contents.get(request.url ?? '');
  if (content === undefined) return void response.writeHead(404).end();
  const tag = `"${content.length}"`;
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (start === undefined) return void response.writeHead(200, { ETag: tag }).end(content);
  if (Number(start) >= content.length)
    return void response.writeHead(416, { 'Content-Range': `bytes */${content.length}`, ETag: tag }).end();
  const part = content.subarray(Number(start), end === '' ? undefined : Number(end) + 1);
  const range = `bytes ${start}-${Number(start) + part.length - 1}/${content.length}`;
  response.writeHead(206, { ETag: tag, 'Content-Range': range }).end(part);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.close());

const address = server.address();
const urlPrefix = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;

describeConnector({
  connector,
  reader: {
    async create(schema, rows) {
      const half = Math.ceil(rows.length / 2);
      const parts = [rows.slice(0, half), rows.slice(half)];
      const fileName = parts.map((part) => {
        const name = `/${contents.size}.csv`;
        contents.set(name, Buffer.from(csv(part)));
        return name;
      });
      const column = schema.columns.map(({ name }, index) => ({ index, name, type: index === 0 ? 'int64' : 'utf8' }));
      return { urlPrefix, fileName, column, minSplitBytes: 200, nullFormat: '' };
    },
    missing: async () => ({ urlPrefix, fileName: '/nowhere.csv', column: [{ index: 0, type: 'string' }] }),
  },
});

function csv(rows: Rows): string {
  const cell = (value: unknown): string => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}
