import { describeConnector, hasService } from '@sluice/testkit';
import { describe } from 'vitest';
import { storeSubject } from '../families/files/object-store/test-subject.ts';
import connector from './index.ts';
import { newBucket } from './test-buckets.ts';

describe.skipIf(!hasService('versitygw'))('on versitygw', () => {
  describeConnector(
    storeSubject(connector, {
      newBucket: async () => (await newBucket()).connection,
      refused: { secretAccessKey: 'wrong' },
      elsewhere: { bucket: 'nowhere-at-all' },
    }),
  );
});
