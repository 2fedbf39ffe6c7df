import { choice, flag, ignored, secret, text } from '@sluice/core';
import { networkFields } from '../families/files/object-store/fields.ts';

export const ossConnection = {
  endpoint: text({
    title: 'Endpoint',
    role: 'address',
    help: 'Address of the service, without the bucket. Not set: that of the region.',
    example: 'https://oss-cn-hangzhou.aliyuncs.com',
  }).optional(),
  region: text({
    title: 'Region',
    help: 'Where the bucket lies, as in cn-hangzhou. Not set: told by the endpoint.',
    example: 'cn-hangzhou',
    aliases: ['regionId'],
  }).optional(),
  internal: flag({
    title: 'Within the cloud',
    help: 'Without an endpoint: the address for machines of the same region, which costs nothing.',
    isAdvanced: true,
  }).default(false),
  bucket: text({ title: 'Bucket', example: 'sales' }),
  accessId: text({ title: 'Access key', aliases: ['accessKeyId'] }),
  accessKey: secret({ title: 'Secret', aliases: ['accessKeySecret', 'secretAccessKey'] }),
  securityToken: secret({
    title: 'Security token',
    help: 'Belongs to credentials that were lent by STS for some hours.',
    aliases: ['stsToken', 'sessionToken'],
    isAdvanced: true,
  }).optional(),
  signatureVersion: choice(['v1', 'v4'], {
    title: 'Signature',
    help: 'v4 needs the region. Not set: v4 where the region is known, else v1.',
    isAdvanced: true,
  }).optional(),
  cname: flag({
    title: 'Own domain',
    help: 'The endpoint is a domain that is bound to the bucket.',
    isAdvanced: true,
  }).default(false),
  authType: ignored('Kind of access', 'Access is by key and secret, with or without a token.'),
  ...networkFields,
};

export const ossWriterFields = {
  encrypt: flag({
    title: 'Encryption at rest',
    help: 'Asks for AES-256 for each object. Not set: what the bucket says.',
    isAdvanced: true,
  }).default(false),
};
