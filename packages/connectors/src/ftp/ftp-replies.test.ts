import { expect, test } from 'vitest';
import { Refusal, readError, writeError } from './ftp-replies.ts';

const refused = (code: number, text: string): Refusal => new Refusal({ code, message: `${code} ${text}` });

test.each([
  [452, 'Error writing file'],
  [552, 'Allocation exceeded'],
  [426, 'Error during write: No space left on device.'],
  [451, 'Quota exceeded'],
])('%i %s is a full disk', (code, text) => {
  expect(writeError('out/a.csv', refused(code, text))).toMatchObject({ code: 'FILES_DISK_FULL' });
});

test('other refusals are told in plain words, or in those of the server', () => {
  expect(writeError('a', refused(550, 'Permission denied.'))).toMatchObject({
    code: 'FILES_UNWRITABLE',
    message: expect.stringContaining('permission denied') as string,
  });
  expect(readError('a', refused(550, 'No such file or directory.')).message).toContain('it does not exist');
  expect(readError('a', refused(451, 'Something odd')).message).toContain('the server says "451 Something odd"');
});
