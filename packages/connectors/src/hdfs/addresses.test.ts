import { expect, test } from 'vitest';
import { addressesOf } from './addresses.ts';

const of = (defaultFS: string, hadoopConfig = {}, webhdfsAddress: readonly string[] = []) => {
  const { urls, isGuessed } = addressesOf({ defaultFS, hadoopConfig, webhdfsAddress: [...webhdfsAddress] });
  return [...urls.map((url) => url.href), ...(isGuessed ? ['guessed'] : [])];
};

test('the address of WebHDFS itself', () => {
  expect(of('webhdfs://nn1')).toEqual(['http://nn1:9870/webhdfs/v1']);
  expect(of('webhdfs://nn1:50070/')).toEqual(['http://nn1:50070/webhdfs/v1']);
  expect(of('swebhdfs://nn1')).toEqual(['https://nn1:9871/webhdfs/v1']);
  expect(of('http://fs:14000')).toEqual(['http://fs:14000/webhdfs/v1']);
  expect(of('http://fs:14000/webhdfs/v1/')).toEqual(['http://fs:14000/webhdfs/v1']);
  expect(of('https://me:secret@knox:8443/gateway/default')).toEqual(['https://knox:8443/gateway/default/webhdfs/v1']);
});

test('the usual ports of the host with the RPC port are guessed', () => {
  const guessed = ['http://nn1:9870/webhdfs/v1', 'http://nn1:50070/webhdfs/v1', 'guessed'];
  expect(of('hdfs://nn1:8020')).toEqual(guessed);
  expect(of('hdfs://nn1')).toEqual(guessed);
  expect(of('nn1:9000')).toEqual(guessed);
  expect(of('hdfs://nn1:8020', { 'dfs.http.policy': 'HTTPS_ONLY' })).toEqual([
    'https://nn1:9871/webhdfs/v1',
    'https://nn1:50470/webhdfs/v1',
    'guessed',
  ]);
});

test('given addresses count most', () => {
  expect(of('hdfs://ns', {}, ['nn1', 'https://nn2:9999', 'nn3:14000,nn4:14000'])).toEqual([
    'http://nn1:9870/webhdfs/v1',
    'https://nn2:9999/webhdfs/v1',
    'http://nn3:14000/webhdfs/v1',
    'http://nn4:14000/webhdfs/v1',
  ]);
});

test('the settings of an HA pair', () => {
  const pair = { 'dfs.nameservices': 'ns', 'dfs.ha.namenodes.ns': 'nn1, nn2' };
  const web = { 'dfs.namenode.http-address.ns.nn1': 'a:9870', 'dfs.namenode.http-address.ns.nn2': '0.0.0.0:9870' };
  const rpc = { 'dfs.namenode.rpc-address.ns.nn1': 'a:8020', 'dfs.namenode.rpc-address.ns.nn2': 'b:8020' };
  const both = ['http://a:9870/webhdfs/v1', 'http://b:9870/webhdfs/v1'];
  expect(of('hdfs://ns', { ...pair, ...web, ...rpc })).toEqual(both);
  expect(of('hdfs://ns', { ...pair, ...rpc })).toEqual(both);
  expect(() => of('hdfs://ns', pair)).toThrow('dfs.namenode.http-address.ns.nn1 is missing');
  expect(() => of('hdfs://ns', { 'dfs.nameservices': 'ns' })).toThrow('dfs.ha.namenodes.ns is missing');
});

test('the settings of a single name node', () => {
  expect(of('hdfs://nn1:8020', { 'dfs.namenode.http-address': '0.0.0.0:9999' })).toEqual([
    'http://nn1:9999/webhdfs/v1',
  ]);
  expect(of('hdfs://nn1:8020', { 'dfs.replication': 3 })).toContain('guessed');
});

test('what is no HDFS', () => {
  expect(() => of('oss://bucket')).toThrow('"oss" is no file system that speaks WebHDFS');
  expect(() => of('hdfs://')).toThrow('names no host');
  expect(() => of('webhdfs://nn1:99999')).toThrow('a port that is none');
});
