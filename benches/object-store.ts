/** Reading from S3: one large object against curl, and many small ones against one after the other. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { join } from 'node:path';
import type { Server } from '@sluice/testkit';
import { writeJob, type CheckContext, type CheckResult } from './checks.ts';
import { median, shell, sluice } from './measure.ts';
import { bucketOf, curl } from './routes.ts';

const largeBytes = 2 ** 30;
const smallCount = 10_000;
/** So many are fetched one after the other, and their time is multiplied. */
const sampleCount = 1_000;
/** Of a store in the same region. */
const delayMs = 10;

/** None where there is no S3 server. */
export async function objectStoreChecks(context: CheckContext): Promise<CheckResult[]> {
  const { s3 } = context.stage;
  if (s3 === undefined) return [];
  const bucket = await s3.newDatabase();
  return [await oneLargeObject(context, bucket), await manySmallObjects(context, bucket)];
}

async function oneLargeObject(context: CheckContext, bucket: Server): Promise<CheckResult> {
  const { folder, runs } = context;
  const file = join(folder, 'one-gigabyte.bin');
  if (!existsSync(file) || statSync(file).size !== largeBytes)
    await shell(`head -c ${largeBytes} /dev/urandom > '${file}'`);
  const put = await uploader(bucket);
  await put('large.bin', { Body: createReadStream(file), ContentLength: largeBytes });
  const reader = { ...bucketOf(bucket), object: 'large.bin', fileFormat: 'binary' };
  const seconds: Record<'run' | 'command' | 'curl', number[]> = { run: [], command: [], curl: [] };
  for (let turn = 0; turn < runs; turn++) {
    seconds.curl.push((await shell(curl(bucket, 'large.bin', '-o /dev/null'))).seconds);
    const { report, seconds: command } = await discard(context, 's3-large', reader);
    seconds.run.push(report.seconds);
    seconds.command.push(command);
  }
  // A speed: half a second of reading would say more about the start of the command, which has a goal of its own.
  const [ratio, whole] = [seconds.run, seconds.command].map((ours) => median(seconds.curl) / median(ours)) as [
    number,
    number,
  ];
  return {
    check: 'one object of 1 GB from S3 → discard, speed of the run against curl',
    figure: `${ratio.toFixed(2)} (with the start of the command ${whole.toFixed(2)})`,
    goal: '≥ 0.80',
    reached: ratio >= 0.8,
  };
}

async function manySmallObjects(context: CheckContext, bucket: Server): Promise<CheckResult> {
  const line = (index: number): string => `${index},${'x'.repeat(1_015)}\n`;
  const put = await uploader(bucket);
  const left = Array.from({ length: smallCount }, (_, index) => index).values();
  const work = async (): Promise<void> => {
    for (const index of left) await put(`small/${String(index).padStart(4, '0')}.csv`, { Body: line(index) });
  };
  await Promise.all(Array.from({ length: 16 }, work));
  const far = await startDelay(bucket);
  try {
    const there = { ...bucket, host: '127.0.0.1', port: (far.address() as AddressInfo).port };
    const column = ['long', 'string'].map((type, index) => ({ index, type }));
    const reader = { ...bucketOf(there), object: 'small/*.csv', column };
    const seconds: Record<'ours' | 'inTurn', number[]> = { ours: [], inTurn: [] };
    for (let turn = 0; turn < context.runs; turn++) {
      const inTurn = await shell(curl(there, `small/0[000-${sampleCount - 1}].csv`, '-o /dev/null'));
      seconds.inTurn.push((inTurn.seconds * smallCount) / sampleCount);
      const { report, seconds: taken } = await discard(context, 's3-small', reader);
      if (report.rowsRead !== smallCount) throw new Error(`${report.rowsRead} rows read, ${smallCount} expected`);
      seconds.ours.push(taken);
    }
    const ratio = median(seconds.inTurn) / median(seconds.ours);
    return {
      check: `10,000 objects of 1 KB from S3, ${delayMs} ms away, against one after the other`,
      figure: ratio.toFixed(1),
      goal: '≥ 8',
      reached: ratio >= 8,
    };
  } finally {
    far.close();
  }
}

function discard({ folder, launcher }: CheckContext, name: string, parameter: Record<string, unknown>) {
  const job = writeJob(folder, name, {
    reader: { stepType: 's3', parameter },
    writer: { stepType: 'stream', parameter: { print: false } },
    channels: 1,
    maxDirty: 0,
  });
  return sluice(launcher, job, [], join(folder, 'state'));
}

interface Content {
  readonly Body: string | ReturnType<typeof createReadStream>;
  readonly ContentLength?: number;
}

type Put = (key: string, content: Content) => Promise<void>;

async function uploader({ host, port, user, password, database: Bucket }: Server): Promise<Put> {
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({
    endpoint: `http://${host}:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: user, secretAccessKey: password },
  });
  return async (Key, content) => void (await client.send(new PutObjectCommand({ Bucket, Key, ...content })));
}

/** Every piece of an answer comes later, as from a store that is not on this machine. */
async function startDelay({ host, port }: Server): Promise<TcpServer> {
  const server = createServer((client) => {
    const upstream = connect({ host, port });
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', end).on('close', end);
    client.on('data', (chunk: Buffer) => upstream.write(chunk));
    upstream.on('data', (chunk: Buffer) => setTimeout(() => client.writable && client.write(chunk), delayMs));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
