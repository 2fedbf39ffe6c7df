import { ignored, secret, text } from '@sluice/core';
import { networkFields } from '../families/files/object-store/fields.ts';

export const azureConnection = {
  accountName: text({
    title: 'Storage account',
    example: 'salesdata',
    aliases: ['account', 'storageAccount'],
  }).optional(),
  accountKey: secret({ title: 'Account key', aliases: ['storageAccountKey', 'accessKey'] }).optional(),
  sasToken: secret({
    title: 'SAS token',
    help: 'Instead of the account key: a shared access signature, with or without "?". It has to allow listing, and writing needs create, write and delete.',
    aliases: ['sas', 'sharedAccessSignature'],
  }).optional(),
  connectionString: secret({
    title: 'Connection string',
    role: 'url',
    help: 'As the portal shows it; account, key, token and endpoint are taken from it where they are not given.',
    isAdvanced: true,
  }).optional(),
  endpoint: text({
    title: 'Endpoint',
    role: 'address',
    help: 'Address of the account. Not set: https://<account>.blob.core.windows.net.',
    example: 'https://salesdata.blob.core.chinacloudapi.cn',
    isAdvanced: true,
  }).optional(),
  container: text({ title: 'Container', example: 'sales', aliases: ['bucket', 'containerName'] }),
  authType: ignored(
    'Kind of access',
    'Access is by account key or by token; without both the container has to be public.',
  ),
  ...networkFields,
};
