import { choice, flag, secret, text } from '@sluice/core';
import { networkFields } from '../families/files/object-store/fields.ts';

export const s3Connection = {
  endpoint: text({
    title: 'Endpoint',
    role: 'address',
    help: 'Address of the service, without the bucket. Not set: Amazon, in the region.',
    example: 'https://storage.internal:9000',
  }).optional(),
  region: text({
    title: 'Region',
    help: 'Where the bucket lies. Not set: told by the endpoint or the environment, else us-east-1.',
    example: 'eu-central-1',
    aliases: ['regionId'],
  }).optional(),
  bucket: text({ title: 'Bucket', example: 'sales' }),
  accessKeyId: text({
    title: 'Access key',
    help: 'Without key and secret: what the AWS tools would use on this machine, from environment, profile or role.',
    aliases: ['accessId', 'accessKeyID'],
  }).optional(),
  secretAccessKey: secret({ title: 'Secret', aliases: ['accessKey', 'secretKey', 'accessKeySecret'] }).optional(),
  sessionToken: secret({
    title: 'Session token',
    help: 'Belongs to credentials that were lent for some hours.',
    aliases: ['securityToken', 'stsToken'],
    isAdvanced: true,
  }).optional(),
  anonymous: flag({ title: 'Without credentials', help: 'For public buckets.', isAdvanced: true }).default(false),
  pathStyle: flag({
    title: 'Bucket in the path',
    help: 'https://host/bucket/object instead of https://bucket.host/object. Not set: the second for the large clouds, the first for all others.',
    aliases: ['forcePathStyle', 'pathStyleAccess'],
    isAdvanced: true,
  }).optional(),
  checksums: choice(['whenSupported', 'whenRequired'], {
    title: 'Checksums of uploads',
    help: 'whenRequired sends none, for stores that do not know CRC32 checksums.',
    isAdvanced: true,
  }).default('whenSupported'),
  ...networkFields,
};

export const s3WriterFields = {
  serverSideEncryption: choice(['AES256', 'aws:kms'], {
    title: 'Encryption at rest',
    help: 'Asked for each object. Not set: what the bucket says.',
    isAdvanced: true,
  }).optional(),
  kmsKeyId: text({ title: 'Key of the encryption', isAdvanced: true }).optional(),
};
