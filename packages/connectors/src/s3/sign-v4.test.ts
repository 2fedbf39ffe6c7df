import { expect, test } from 'vitest';
import { sha256Hex } from '../families/files/object-store/signing.ts';
import { signV4 } from './sign-v4.ts';

/** The examples of the service's own documentation. */
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const when = { region: 'us-east-1', epochMs: Date.UTC(2013, 4, 24) };
const host = 'examplebucket.s3.amazonaws.com';

function signature(headers: Readonly<Record<string, string>>): string {
  return /Signature=(.*)$/.exec(headers['authorization'] ?? '')?.[1] ?? '';
}

test('a download of a range is signed as published', () => {
  const request = {
    method: 'GET',
    target: '/test.txt',
    headers: { host, range: 'bytes=0-9' },
    payload: sha256Hex(''),
  };
  expect(signV4(request, credentials, when)).toEqual({
    host,
    range: 'bytes=0-9',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-amz-date': '20130524T000000Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, ' +
      'SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ' +
      'Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  });
});

test('an upload is signed as published', () => {
  const request = {
    method: 'PUT',
    target: '/test%24file.text',
    headers: { host, date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
    payload: sha256Hex('Welcome to Amazon S3.'),
  };
  expect(signature(signV4(request, credentials, when))).toBe(
    '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  );
});

test('a query is signed as published, with and without values', () => {
  const lifecycle = { method: 'GET', target: '/?lifecycle=', headers: { host }, payload: sha256Hex('') };
  expect(signature(signV4(lifecycle, credentials, when))).toBe(
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  );
  const list = { method: 'GET', target: '/?max-keys=2&prefix=J', headers: { host }, payload: sha256Hex('') };
  expect(signature(signV4(list, credentials, when))).toBe(
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  );
});

test('a session token is sent and signed', () => {
  const request = { method: 'GET', target: '/', headers: { host }, payload: 'UNSIGNED-PAYLOAD' };
  const headers = signV4(request, { ...credentials, sessionToken: 'token' }, when);
  expect(headers['x-amz-security-token']).toBe('token');
  expect(headers['authorization']).toContain('SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token');
});
