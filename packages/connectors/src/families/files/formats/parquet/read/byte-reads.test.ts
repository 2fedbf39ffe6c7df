import { describe, expect, test } from 'vitest';
import { testFile } from '../../test-block-files.ts';
import { MergedReads, SpanReader } from './byte-reads.ts';

const bytes = Uint8Array.from({ length: 2000 }, (_, at) => at % 251);
const { signal } = new AbortController();

describe('reads', () => {
  test('that are asked for together and lie side by side are one', async () => {
    const file = testFile(new Uint8Array(200_000));
    const reads = new MergedReads(file, new Uint8Array(0), signal);
    const found = await Promise.all([
      reads.read(1000, 2000),
      reads.read(0, 1000),
      reads.read(2100, 2200),
      reads.read(100_000, 100_010),
    ]);
    expect(found.map(({ length }) => length)).toEqual([1000, 1000, 100, 10]);
    expect(file.reads).toEqual([2200, 10]);
  });

  test('give the right bytes, those of the end of the file from memory', async () => {
    const file = testFile(bytes);
    const reads = new MergedReads(file, bytes.slice(1500), signal);
    const [first, second, end] = await Promise.all([reads.read(10, 13), reads.read(5, 8), reads.read(1999, 2000)]);
    expect([[...first], [...second], [...end]]).toEqual([[10, 11, 12], [5, 6, 7], [242]]);
    expect(file.reads).toEqual([8]);
  });

  test('fail for all that are one', async () => {
    const reads = new MergedReads(
      { ...testFile(bytes), read: async () => Promise.reject(new Error('gone')) },
      new Uint8Array(0),
      signal,
    );
    const found = await Promise.allSettled([reads.read(0, 1), reads.read(1, 2)]);
    expect(found.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await reads.idle();
  });
});

describe('spans', () => {
  const spans = [
    { start: 100, end: 350 },
    { start: 500, end: 505 },
    { start: 400, end: 480 },
  ];
  const readerOf = () => {
    const file = testFile(bytes);
    return { file, reader: new SpanReader(new MergedReads(file, new Uint8Array(0), signal), spans, 100) };
  };

  test('are read in windows, one ahead, over the ends of spans', async () => {
    const { file, reader } = readerOf();
    reader.nextSpan();
    expect(reader.remaining).toBe(250);
    expect([...(await reader.take(3))]).toEqual([100, 101, 102]);
    expect(await reader.take(150)).toEqual(bytes.slice(103, 253));
    expect(reader.position).toBe(253);
    expect(await reader.take(97)).toEqual(bytes.slice(253, 350));
    expect(reader.remaining).toBe(0);
    reader.nextSpan();
    expect(await reader.take(5)).toEqual(bytes.slice(500, 505));
    reader.nextSpan();
    expect(await reader.take(80)).toEqual(bytes.slice(400, 480));
    expect(file.reads.reduce((sum, size) => sum + size, 0)).toBe(335);
  });

  test('may be left before their end', async () => {
    const { reader } = readerOf();
    reader.nextSpan();
    await reader.take(10);
    reader.nextSpan();
    expect(await reader.take(2)).toEqual(bytes.slice(500, 502));
    reader.nextSpan();
    expect(await reader.take(2)).toEqual(bytes.slice(400, 402));
  });

  test('can be looked at without taking, as far as they go', async () => {
    const { reader } = readerOf();
    reader.nextSpan();
    expect((await reader.peek(150)).length).toBeGreaterThanOrEqual(150);
    expect((await reader.peek(1000)).length).toBe(250);
    reader.skip(249);
    expect(await reader.take(1)).toEqual(bytes.slice(349, 350));
    await expect(reader.take(1)).rejects.toThrow('beyond the end of its column');
  });
});
