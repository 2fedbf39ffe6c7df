import { expect, test } from 'vitest';
import { accountOf } from './account.ts';

test.each([
  [{ accountName: 'sales' }, 'sales', 'https://sales.blob.core.windows.net/', '/sales-in'],
  [
    { accountName: 'sales', endpoint: 'https://sales.blob.core.chinacloudapi.cn' },
    'sales',
    'https://sales.blob.core.chinacloudapi.cn/',
    '/sales-in',
  ],
  [
    { endpoint: 'http://127.0.0.1:10000/local', accountName: 'local' },
    'local',
    'http://127.0.0.1:10000/',
    '/local/sales-in',
  ],
  [
    { connectionString: 'AccountName=a1;EndpointSuffix=core.windows.net' },
    'a1',
    'https://a1.blob.core.windows.net/',
    '/sales-in',
  ],
  [
    { connectionString: 'BlobEndpoint=https://b2.blob.core.windows.net/;SharedAccessSignature=sv=1&sig=x' },
    'b2',
    'https://b2.blob.core.windows.net/',
    '/sales-in',
  ],
])('%j', (options, name, origin, basePath) => {
  const account = accountOf({ container: 'sales-in', ...options });
  expect(account.name).toBe(name);
  expect(account.address.origin.href).toBe(origin);
  expect(account.address.basePath).toBe(basePath);
});

test('a token wins over a key, with or without its question mark', () => {
  expect(accountOf({ accountName: 'a', accountKey: 'k', sasToken: '?sv=1', container: 'cont' })).toMatchObject({
    sas: 'sv=1',
  });
  expect(accountOf({ accountName: 'a', accountKey: 'k', container: 'cont' })).toMatchObject({ key: 'k' });
});

test('without account and endpoint there is no address', () => {
  expect(() => accountOf({ container: 'cont' })).toThrow('neither accountName nor endpoint is given');
});
