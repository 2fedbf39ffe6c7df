/** Against the signatures that the service's documentation and its own clients publish. */
import { expect, test } from 'vitest';
import { signOssV1, signOssV4, type OssRequest } from './signing.ts';

const documented = { accessId: '44CF9590006BF252F707', accessKey: 'OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV' };

test('version 1: an upload with headers of its own', () => {
  const request = {
    method: 'PUT',
    bucket: 'oss-example',
    key: 'nelson',
    query: {},
    headers: {
      'content-md5': 'ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=',
      'content-type': 'text/html',
      'x-oss-meta-author': 'foo@bar.com',
      'x-oss-magic': 'abracadabra',
    },
  };
  expect(signOssV1(request, documented, Date.UTC(2005, 10, 17, 18, 49, 58))).toEqual({
    ...request.headers,
    date: 'Thu, 17 Nov 2005 18:49:58 GMT',
    authorization: 'OSS 44CF9590006BF252F707:26NBxoKdsyly4EDv6inkoDft/yA=',
  });
});

test('version 1 signs a token and the parts of a query that choose something else than the object', () => {
  const request = { method: 'PUT', bucket: 'b', key: 'k', query: {}, headers: {} };
  const credentials = { accessId: 'id', accessKey: 'key' };
  const sign = (change: Partial<OssRequest>, token?: string): string =>
    signOssV1({ ...request, ...change }, { ...credentials, securityToken: token }, 0)['authorization'] as string;
  expect(sign({ query: { prefix: 'x', 'max-keys': '5' } })).toBe(sign({}));
  expect(sign({ query: { uploads: undefined } })).not.toBe(sign({}));
  expect(sign({ query: { partNumber: '1', uploadId: 'u' } })).not.toBe(
    sign({ query: { partNumber: '2', uploadId: 'u' } }),
  );
  expect(sign({}, 'token')).not.toBe(sign({}));
});

const published: OssRequest = {
  method: 'PUT',
  bucket: 'bucket',
  key: '1234+-/123/1.txt',
  query: {
    param1: 'value1',
    '+param1': 'value3',
    '|param1': 'value4',
    '+param2': undefined,
    '|param2': undefined,
    param2: undefined,
  },
  headers: { 'x-oss-head1': 'value', abc: 'value', zabc: 'value', xyz: 'value', 'content-type': 'text/plain' },
};
const pair = { accessId: 'ak', accessKey: 'sk' };

test('version 4: names of objects and queries are encoded', () => {
  const headers = signOssV4(published, pair, { region: 'cn-hangzhou', epochMs: 1_702_743_657_000 });
  expect(headers['x-oss-date']).toBe('20231216T162057Z');
  expect(headers['authorization']).toBe(
    'OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request,' +
      'Signature=e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe',
  );
});

test('version 4: a token is signed', () => {
  const epochMs = Date.UTC(2023, 11, 17, 3, 47, 36);
  const headers = signOssV4(published, { ...pair, securityToken: 'token' }, { region: 'cn-hangzhou', epochMs });
  expect(headers['x-oss-security-token']).toBe('token');
  expect(headers['authorization']).toMatch(
    /,Signature=b94a3f999cf85bcdc00d332fbd3734ba03e48382c36fa4d5af5df817395bd9ea$/,
  );
});

test('version 4: further headers are signed when they are named', () => {
  const epochMs = Date.UTC(2023, 11, 16, 17, 25, 12);
  const headers = signOssV4(published, pair, { region: 'cn-hangzhou', epochMs, additional: ['abc', 'zabc'] });
  expect(headers['authorization']).toMatch(
    /,AdditionalHeaders=abc;zabc,Signature=4a4183c187c07c8947db7620deb0a6b38d9fbdd34187b6dbaccb316fa251212f$/,
  );
});
