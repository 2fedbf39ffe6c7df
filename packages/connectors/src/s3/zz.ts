import { execFileSync } from 'node:child_process';
import { openS3 } from './client.ts';
import { ObjectStorage } from '../families/files/object-store/object-storage.ts';
import { inParallel } from '../families/files/object-store/in-parallel.ts';
const signal = new AbortController().signal;
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((r) => setTimeout(r, ms)),
};
const context: any = { signal, clock, memoryBytes: 64 << 20 };
const client = await openS3(
  {
    endpoint: 'http://127.0.0.1:17070',
    bucket: 'bkt',
    accessKeyId: 'sluice',
    secretAccessKey: 'sluicesluice',
    anonymous: false,
    checksums: 'whenSupported',
    connectTimeoutMs: 5000,
    socketTimeoutMs: 60000,
  } as any,
  { context, tries: 3 },
);
const storage = new ObjectStorage({ client, signal, memoryBytes: 32 << 20, partBytes: 8 << 20 });
const [mode] = process.argv.slice(2);
if (mode === 'big')
  for (let i = 0; i < 5; i++) {
    const curl = Number(execFileSync('sh', ['/tmp/os3/curl1.sh'])) / 1e6;
    const [file] = await storage.find('big', signal);
    const t = performance.now(),
      c0 = process.cpuUsage();
    let n = 0,
      chunks = 0;
    for await (const c of storage.read(file!, { start: 0 }, signal)) {
      n += c.length;
      chunks++;
    }
    const c = process.cpuUsage(c0),
      s = (performance.now() - t) / 1000;
    console.log(
      'curl',
      Math.round(curl),
      'ours',
      Math.round(n / 1e6 / s),
      (n / 1e6 / s / curl).toFixed(2),
      'cpu',
      (c.user + c.system) / 1e6,
      'chunks',
      chunks,
      'rss',
      Math.round(process.memoryUsage().rss / 1e6),
    );
  }
if (mode === 'small') {
  const t0 = performance.now();
  const files = await storage.find('small', signal);
  console.log('find', files.length, performance.now() - t0);
  for (const lanes of [1, 16, 48]) {
    const count = lanes === 1 ? 2000 : 10000;
    const t = performance.now(),
      c0 = process.cpuUsage();
    await inParallel(lanes, files.slice(0, count), async (f) => {
      let n = 0;
      for await (const c of storage.read(f, { start: 0 }, signal)) n += c.length;
      if (n !== 1000) throw new Error('x');
    });
    const c = process.cpuUsage(c0);
    console.log(
      lanes,
      'ms each',
      ((performance.now() - t) / count).toFixed(3),
      'cpu',
      ((c.user + c.system) / 1000 / count).toFixed(3),
    );
  }
}
if (mode === 'write') {
  const big = Buffer.alloc(1 << 20, 'x');
  const t = performance.now(),
    c0 = process.cpuUsage();
  const f = await storage.create('out/w.bin');
  for (let i = 0; i < 512; i++) await f.write(big);
  await f.seal();
  const t2 = performance.now();
  await storage.publish('out/w.bin');
  const c = process.cpuUsage(c0);
  console.log(
    'write MB/s',
    Math.round(512 / ((t2 - t) / 1000)),
    'publish ms',
    performance.now() - t2,
    'cpu',
    (c.user + c.system) / 1e6,
  );
  await storage.remove('out/w.bin');
}
client.close();
