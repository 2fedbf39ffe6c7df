import { objectStoreConnector } from '../families/files/object-store/connector.ts';
import { openAzure } from './client.ts';
import { azureConnection } from './fields.ts';

export default objectStoreConnector({
  name: 'azureblob',
  title: 'Azure Blob Storage',
  summary: 'Block blobs in a container of Azure Blob Storage.',
  aliases: ['azure', 'azblob'],
  connection: azureConnection,
  writerFields: {},
  urls: { scheme: 'azureblob', bucket: 'container', user: 'accountName', password: 'accountKey' },
  open: openAzure,
  provenOn: ['Azurite 3.34, the emulator of the vendor'],
  notes: [
    'An upload that is never completed consists of blocks that are not committed; the service removes them after a week.',
    'A single object (writeSingleObject) is joined by reading and writing the parts again, as the service copies parts only for signed addresses.',
  ],
});
