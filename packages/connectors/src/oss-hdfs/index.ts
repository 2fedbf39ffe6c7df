import { list, secret, text, ignored, type Connector } from '@sluice/core';
import { connectionFields as hdfsFields } from '../hdfs/connection.ts';
import hdfs from '../hdfs/index.ts';

const { defaultFS, webhdfsAddress: _, hadoopConfig: __, ...shared } = hdfsFields;
const { urls: ___, ...sides } = hdfs;
const notUsed = 'The gateway knows it.';

const connection = {
  webhdfsAddress: list(text({ title: 'Address' }), {
    title: 'HttpFS addresses',
    role: 'address',
    help: 'host:port or URLs of the HttpFS or WebHDFS gateways in front of the bucket; of several the first that answers is used.',
    example: ['https://gateway:14000'],
    aliases: ['webHdfsAddress', 'httpfsAddress'],
  }),
  ...shared,
  defaultFS: defaultFS.default('oss-hdfs'),
  endpoint: ignored('Endpoint', notUsed),
  bucket: ignored('Bucket', notUsed),
  accessId: ignored('Access key id', notUsed),
  accessKey: secret({ title: 'Access key secret', help: `Not used. ${notUsed}`, isAdvanced: true }).optional(),
};

export default {
  ...sides,
  name: 'oss_hdfs',
  title: 'OSS-HDFS',
  summary: 'Files of an Alibaba Cloud OSS-HDFS bucket (JindoFS), over a gateway that speaks WebHDFS.',
  connection,
  provenOn: [
    'WebHDFS of Hadoop 3.4.1, and its HttpFS with the connector hdfs, whose code it is; not run against OSS-HDFS itself.',
  ],
  notes: [
    'OSS-HDFS has two doors: its own client in Java, and a gateway with that client behind it, such as HttpFS of Hadoop with `fs.defaultFS` set to `oss://<bucket>.<region>.oss-dls.aliyuncs.com/`. This connector takes the second one: `webhdfsAddress` names the gateway, and the keys of the bucket stay there. `endpoint`, `bucket`, `accessId` and `accessKey` of published jobs are accepted and not used.',
    'Over the interface of OSS or S3 the bucket shows only inner blocks under `.dlsdata/`: do not read or write these with the connectors oss or s3.',
    ...(hdfs.notes ?? []).filter((note) => !note.startsWith('hdfs://')),
  ],
} satisfies Connector;
