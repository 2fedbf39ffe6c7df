import { join } from 'node:path';
import { describeConnector, temporaryFolder } from '@sluice/testkit';
import { describe } from 'vitest';
import { formatSubject, triedFormats, type TriedStorage } from '../families/files/test-formats.ts';
import connector from './index.ts';

const storage: TriedStorage = {
  connector,
  async newPlace() {
    const path = temporaryFolder();
    return {
      writer: { connector, parameter: { path, fileName: 'rows' } },
      reading: async () => ({ path: join(path, 'rows*') }),
    };
  },
  missing: { path: '/nowhere/at/all.csv' },
};

// The others are tried with all storages, which takes servers and time: families/files/matrix.
for (const format of triedFormats.filter(({ name }) => name === 'csv' || name === 'parquet'))
  describe(format.name, () => void describeConnector(formatSubject(storage, format)));
