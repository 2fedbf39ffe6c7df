import type { FieldDescription } from '@sluice/core';
import { expect, test } from 'vitest';
import { missingFields, shownFields, unknownValues, valueOf, withMaskedSecrets, withValue } from './values.ts';

const plain = { typeWords: 'a text', widget: 'text', isRequired: false, isSecret: false, isAdvanced: false } as const;
const host: FieldDescription = { ...plain, name: 'host', title: 'Host', type: 'text', isRequired: true };
const user: FieldDescription = { ...plain, name: 'user', title: 'User', type: 'text', aliases: ['username'] };
const driver: FieldDescription = { ...plain, name: 'driver', title: 'Driver', type: 'any', ignored: 'No driver.' };
const tls: FieldDescription = {
  ...plain,
  name: 'ssl',
  title: 'TLS',
  type: 'group',
  fields: [{ ...plain, name: 'mode', title: 'Mode', type: 'choice', isRequired: true }],
};
const fields = [host, user, driver, tls];

test('a value under an alias is shown and changed where it stands', () => {
  const values = { username: 'ada' };
  expect(valueOf(user, values)).toBe('ada');
  expect(withValue(values, user, 'bob')).toEqual({ username: 'bob' });
  expect(withValue(values, user, undefined)).toEqual({});
  expect(withValue({}, user, 'bob')).toEqual({ user: 'bob' });
});

test('required fields without a value are named with their place, those inside of an absent group are not', () => {
  expect(missingFields(fields, {})).toEqual(['host']);
  expect(missingFields(fields, { host: '', ssl: {} })).toEqual(['host', 'ssl.mode']);
  expect(missingFields(fields, { host: 'db', ssl: { mode: 'require' } })).toEqual([]);
  expect(missingFields([{ ...host, default: 'localhost' }], {})).toEqual([]);
});

test('values that nobody declares are told apart, fields without effect are not shown', () => {
  expect(unknownValues(fields, { host: 'db', username: 'ada', driver: 'x', extra: 1 })).toEqual({ extra: 1 });
  expect(shownFields(fields, {}).map(({ name }) => name)).toEqual(['host', 'user', 'ssl']);
});

test('a field that depends on another one is shown while that has one of its values, or while it has a value itself', () => {
  const protocol: FieldDescription = { ...plain, name: 'protocol', title: 'Protocol', type: 'choice', default: 'ftp' };
  const key: FieldDescription = {
    ...plain,
    name: 'key',
    title: 'Key',
    type: 'text',
    isRequired: true,
    onlyWith: { field: 'protocol', values: ['sftp'] },
  };
  const names = (values: Parameters<typeof shownFields>[1]) =>
    shownFields([protocol, key], values).map(({ name }) => name);
  expect(names({})).toEqual(['protocol']);
  expect(names({ protocol: 'SFTP' })).toEqual(['protocol', 'key']);
  expect(names({ protocol: '${protocol}' })).toEqual(['protocol', 'key']);
  expect(names({ protocol: 'ftp', key: 'kept' })).toEqual(['protocol', 'key']);
  expect(missingFields([protocol, key], { protocol: 'ftp' })).toEqual([]);
  expect(missingFields([protocol, key], { protocol: 'sftp' })).toEqual(['key']);
});

test('secrets are shown as masks, inside of groups too', () => {
  const secret: FieldDescription = { ...plain, name: 'password', title: 'Password', type: 'text', isSecret: true };
  const group: FieldDescription = { ...tls, fields: [{ ...secret, name: 'key' }] };
  const values = { host: 'db', password: 'typed', ssl: { mode: 'require', key: 'PEM' } };
  expect(withMaskedSecrets([host, secret, group], values)).toEqual({
    host: 'db',
    password: '******',
    ssl: { mode: 'require', key: '******' },
  });
});
