import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rows } from '@sluice/testkit';
import { describeConnector, temporaryFolder } from '@sluice/testkit';
import stream from './index.ts';

// Letters that no row of the kit holds: the writer quotes nothing.
const fieldDelimiter = '¦';
const nullFormat = '␀';

// The reader makes rows out of nothing, as many as there are channels: it has no source whose rows could be compared.
describeConnector({
  connector: stream,
  writer: {
    create: async () => {
      const path = temporaryFolder();
      return {
        parameter: { path, fileName: 'rows.txt', fieldDelimiter, nullFormat },
        rows: async () => rowsIn(join(path, 'rows.txt')),
      };
    },
    refusesDuplicates: false,
  },
});

/** A row begins with its number; a text may hold line ends. */
function rowsIn(file: string): Rows {
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const lines = text === '' ? [] : text.slice(0, -1).split(/\n(?=\d+¦)/);
  return lines.map((line) => line.split(fieldDelimiter).map((cell) => (cell === nullFormat ? null : cell)));
}
