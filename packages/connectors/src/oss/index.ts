import { objectStoreConnector } from '../families/files/object-store/connector.ts';
import { openOss } from './client.ts';
import { ossConnection, ossWriterFields } from './fields.ts';

export default objectStoreConnector({
  name: 'oss',
  title: 'Alibaba Cloud OSS',
  summary: 'Objects in Alibaba Cloud Object Storage Service, over its own interface.',
  connection: ossConnection,
  writerFields: ossWriterFields,
  urls: { scheme: 'oss', bucket: 'bucket', user: 'accessId', password: 'accessKey' },
  open: openOss,
  provenOn: [
    'A server of the test suite that checks every signature (versions 1 and 4) and speaks the same interface; not run against the service itself. Signatures agree with the published examples.',
  ],
  notes: [
    'OSS also speaks the language of S3: the connector s3 with the endpoint of a region works on the same buckets.',
    'OSS-HDFS is another service with files of its own; its buckets show only its inner blocks over this interface. It has the connector oss_hdfs.',
  ],
});
