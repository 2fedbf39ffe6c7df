import { parseList } from 'basic-ftp';
import { expect, test } from 'vitest';
import { linesOf, machineEntry, parseFacts, plainEntry } from './ftp-listing.ts';

const reader = { folder: '/in', decode: (wire: string) => Buffer.from(wire, 'latin1').toString('utf8'), parseList };
const machine = (line: string) => machineEntry(line, reader);
const plain = (line: string) => plainEntry(line, reader);

test('facts of a machine-readable listing are taken as they are', () => {
  expect(machine('type=file;size=15227;modify=20260419065730.123;unique=8g1; two  words.csv')).toEqual({
    kind: 'file',
    size: 15227,
    version: '15227-20260419065730',
    identity: '8g1',
    name: 'two  words.csv',
  });
  expect(machine('Type=dir;Modify=20260419065730; =odd; name')).toMatchObject({ kind: 'folder', name: '=odd; name' });
  expect(machine('type=OS.unix=slink:/etc/passwd;size=5; link')).toMatchObject({ kind: 'link', name: 'link' });
  expect(machine('type=OS.unix=chr-1/3; null')).toMatchObject({ kind: 'other' });
  expect(machine('type=cdir;modify=20260419065730; /in')).toBeUndefined();
  expect(machine('type=pdir;modify=20260419065730; /')).toBeUndefined();
  expect(machine('type=dir; ..')).toBeUndefined();
});

test('a line of facts without a name or without facts is refused', () => {
  expect(() => machine('type=file;size=1;')).toThrow('has an unknown form');
  expect(() => machine('-rw-r--r-- 1 a b 5 Nov 21 10:00 x')).toThrow('has an unknown form');
  expect(parseFacts('')).toBeUndefined();
});

test('listings as Unix and DOS write them are understood', () => {
  expect(plain('-rw-r--r--    1 103      106         29999 Nov 21 14:22 b c.csv')).toEqual({
    kind: 'file',
    size: 29999,
    name: 'b c.csv',
  });
  expect(plain('drwxr-xr-x    2 103      106          4096 Nov 21  2025 sub')).toMatchObject({
    kind: 'folder',
    name: 'sub',
  });
  expect(plain('lrwxrwxrwx    1 0        0               5 Nov 21 14:22 l.csv -> a.csv')).toMatchObject({
    kind: 'link',
    name: 'l.csv',
  });
  expect(plain('crw-rw-rw-    1 0        0          1,   3 Nov 21 14:22 null')).toMatchObject({ kind: 'other' });
  expect(plain('prw-r--r--    1 0        0               0 Nov 21 14:22 pipe')).toMatchObject({ kind: 'other' });
  expect(plain('12-05-25  05:03PM       <DIR>          myDir')).toMatchObject({ kind: 'folder', name: 'myDir' });
  expect(plain('11-14-25  04:21PM                  953 Übersicht 1.csv'.replace('Ü', 'Ã\u009c'))).toMatchObject({
    kind: 'file',
    size: 953,
    name: 'Übersicht 1.csv',
  });
  expect(plain('total 12')).toBeUndefined();
  expect(plain('drwxr-xr-x    2 103      106          4096 Nov 21 14:22 .')).toBeUndefined();
  expect(plain('drwxr-xr-x    2 103      106          4096 Nov 21 14:22 ..')).toBeUndefined();
});

test('a line that nobody understands is an error, not a file less', () => {
  expect(() => plain('permission problem, sorry')).toThrow(
    'The server lists "/in" in a way that is not to be trusted: the line "permission problem, sorry" has an unknown form.',
  );
});

test.each(['../../etc/cron.d/x', '/etc/passwd', 'a/b'])('the name %s is refused in any listing', (name) => {
  const refusal = `"${name}" is not the name of a file in it`;
  expect(() => machine(`type=file;size=1; ${name}`)).toThrow(refusal);
  expect(() => plain(`-rw-r--r--    1 0        0          5 Nov 21 14:22 ${name}`)).toThrow(refusal);
});

test('lines are put together over chunks and end without a line feed too', async () => {
  const chunks = async function* () {
    yield Buffer.from('one\r\ntw');
    yield Buffer.from('o\nthree');
  };
  const lines: string[] = [];
  for await (const line of linesOf(chunks(), '/in')) lines.push(line);
  expect(lines).toEqual(['one', 'two', 'three']);
});

test('a line that never ends is given up', async () => {
  const chunks = async function* () {
    for (;;) yield Buffer.alloc(40_000, 120);
  };
  const reading = (async () => {
    for await (const line of linesOf(chunks(), '/in')) throw new Error(line);
  })();
  await expect(reading).rejects.toMatchObject({ code: 'FTP_BAD_LISTING' });
});
