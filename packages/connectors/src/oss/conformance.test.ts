import { describeConnector } from '@sluice/testkit';
import { storeSubject } from '../families/files/object-store/test-subject.ts';
import connector from './index.ts';
import { account, startOss } from './test-oss-server.ts';

const { endpoint } = await startOss();

describeConnector(
  storeSubject(connector, {
    newBucket: async () => ({ ...account, endpoint: (await startOss()).endpoint }),
    shared: { ...account, endpoint },
    refused: { accessKey: 'wrong' },
    elsewhere: { bucket: 'nowhere-at-all' },
  }),
);
