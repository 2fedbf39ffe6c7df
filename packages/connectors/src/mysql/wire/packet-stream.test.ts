import { expect, test } from 'vitest';
import { PacketStream } from './packet-stream.ts';
import { maxFrame } from './protocol.ts';

/** Frames of packets, cut as a server cuts them. */
function framed(...payloads: readonly Uint8Array[]): Buffer {
  const parts: Uint8Array[] = [];
  for (const payload of payloads) {
    for (let at = 0, sequence = 0; ; sequence++) {
      const size = Math.min(payload.length - at, maxFrame);
      parts.push(Uint8Array.of(size, size >> 8, size >> 16, sequence), payload.subarray(at, at + size));
      at += size;
      if (size < maxFrame) break;
    }
  }
  return Buffer.concat(parts);
}

/** Hands out chunks of a size in one buffer that is overwritten each time, as sockets do. */
function streamOf(bytes: Uint8Array, chunkBytes: number): PacketStream {
  const reused = new Uint8Array(chunkBytes);
  let at = 0;
  return new PacketStream({
    next: () => {
      const chunk = bytes.subarray(at, at + chunkBytes);
      at += chunk.length;
      reused.set(chunk);
      return Promise.resolve(reused.subarray(0, chunk.length));
    },
  });
}

const payloads = [Buffer.from('first'), Buffer.alloc(0), Buffer.from('x'.repeat(300)), Buffer.from('last')];

test.each([1, 2, 3, 5, 64, 1_000])('cuts packets out of chunks of %i bytes', async (chunkBytes) => {
  const stream = streamOf(framed(...payloads), chunkBytes);
  for (const payload of payloads) {
    const packet = await stream.next();
    expect(packet.restText()).toBe(payload.toString());
  }
});

test.each([maxFrame - 1, maxFrame, maxFrame + 1, 2 * maxFrame + 5])(
  'joins the frames of a packet of %i bytes',
  async (size) => {
    const long = Buffer.alloc(size, 'ab');
    const stream = streamOf(framed(long, Buffer.from('next')), 100_000);
    const packet = await stream.next();
    expect(Buffer.compare(packet.take(packet.remaining), long)).toBe(0);
    expect((await stream.next()).restText()).toBe('next');
  },
);
