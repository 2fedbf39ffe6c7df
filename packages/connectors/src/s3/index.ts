import { objectStoreConnector } from '../families/files/object-store/connector.ts';
import { openS3 } from './client.ts';
import { s3Connection, s3WriterFields } from './fields.ts';

export default objectStoreConnector({
  name: 's3',
  title: 'Amazon S3',
  summary:
    'Objects in Amazon S3 and in every store that speaks its language: MinIO, Ceph, SeaweedFS, Cloudflare R2, OSS, COS and others.',
  aliases: ['amazons3', 'minio'],
  drivers: { '@aws-sdk/client-s3': '^3' },
  connection: s3Connection,
  writerFields: s3WriterFields,
  urls: { scheme: 's3', bucket: 'bucket', user: 'accessKeyId', password: 'secretAccessKey' },
  open: openS3,
  provenOn: ['versitygw 1.8 with its POSIX backend'],
  notes: [
    'Requests are signed with signature version 4. The AWS SDK is loaded only when no key is given, to find the credentials that its tools would use.',
    'Uploads carry CRC32 checksums, which the store compares; set checksums to whenRequired for a store that refuses them.',
  ],
});
