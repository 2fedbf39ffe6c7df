import { expect, test } from 'vitest';
import type { OutputStream } from './streams.ts';
import { StandardOutput, inputOnce, readAll } from './streams.ts';

type Done = (error?: Error | null) => void;

function pipe(): OutputStream & { waiting: Done[] } {
  return {
    waiting: [],
    on: () => undefined,
    write(_chunk, done) {
      this.waiting.push(done);
      return false;
    },
  };
}

test('resolves a write only when the stream took the bytes', async () => {
  const stream = pipe();
  let isWritten = false;
  const write = new StandardOutput(stream).line('a').then(() => (isWritten = true));
  await Promise.resolve();
  expect(isWritten).toBe(false);
  stream.waiting[0]?.();
  await write;
  expect(isWritten).toBe(true);
});

test('reports a closed pipe once and refuses what comes after', async () => {
  const stream = pipe();
  const output = new StandardOutput(stream);
  const write = output.line('a');
  stream.waiting[0]?.(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await expect(write).rejects.toMatchObject({ code: 'CLI_OUTPUT_CLOSED' });
  expect(output.isLeft).toBe(true);
  await expect(output.line('b')).rejects.toMatchObject({ code: 'CLI_OUTPUT_CLOSED' });
  expect(stream.waiting).toHaveLength(1);
});

test('tells a full disk from a reader that left', async () => {
  const stream = pipe();
  const output = new StandardOutput(stream);
  const write = output.line('a');
  stream.waiting[0]?.(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  await expect(write).rejects.toMatchObject({ code: 'CLI_OUTPUT_FAILED', kind: 'environment' });
  expect(output.isLeft).toBe(false);
});

test('gives standard input away once', async () => {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('or');
    yield Buffer.from('der');
  }
  const input = inputOnce(bytes());
  expect(await readAll(input())).toBe('order');
  expect(() => input()).toThrow('only once');
});
