import { describeConnector, hasService } from '@sluice/testkit';
import { describe } from 'vitest';
import { storeSubject } from '../families/files/object-store/test-subject.ts';
import connector from './index.ts';
import { newContainer } from './test-containers.ts';

describe.skipIf(!hasService('azurite'))('on azurite', () => {
  describeConnector(
    storeSubject(connector, {
      newBucket: async () => (await newContainer()).connection,
      refused: { accountKey: 'd3Jvbmc=' },
      elsewhere: { container: 'nowhere-at-all' },
    }),
  );
});
