/** Reader and writer of the file family over a server: mark files, and connections that end with them. */
import {
  count,
  text,
  type CommitReport,
  type ConnectorContext,
  type Options,
  type Reader,
  type Writer,
} from '@sluice/core';
import { fileReaderFields, fileWriterFields } from '../families/files/fields.ts';
import { FileReader } from '../families/files/reader.ts';
import { FileWriter } from '../families/files/writer.ts';
import type { FtpConnection } from './connection.ts';
import { errors } from './errors.ts';
import { RemoteStorage, usualTraversalLevel } from './remote-storage.ts';

const markDoneFileName = (help: string) =>
  text({ title: 'Mark file', help, example: '/in/_DONE', isAdvanced: true }).optional();

export const readerFields = {
  ...fileReaderFields,
  maxTraversalLevel: count({
    title: 'Deepest folder',
    help: 'Folders nested deeper than this below a path stop the job.',
    isAdvanced: true,
  }).default(usualTraversalLevel),
  markDoneFileName: markDoneFileName('Waits until this file exists before it looks for others.'),
  maxRetryTime: count({
    title: 'Looks for the mark file',
    help: 'How often it looks, once a minute.',
    isAdvanced: true,
  }).default(60),
};

export const writerFields = {
  ...fileWriterFields,
  markDoneFileName: markDoneFileName('Written, empty, when all files are complete.'),
};

const pauseMs = 60_000;

export async function openReader(
  options: FtpConnection & Options<typeof readerFields>,
  context: ConnectorContext,
): Promise<Reader> {
  const storage = new RemoteStorage(options, context, options.maxTraversalLevel);
  const reader = await FileReader.open(storage, options, context);
  return {
    async describe() {
      await waitForMark(storage, options, context);
      return reader.describe();
    },
    plan: (request) => reader.plan(request),
    read: (task) => reader.read(task),
    async close() {
      await reader.close();
      await storage.close();
    },
  };
}

async function waitForMark(
  storage: RemoteStorage,
  { markDoneFileName: path, maxRetryTime }: Options<typeof readerFields>,
  { clock, signal }: ConnectorContext,
): Promise<void> {
  if (path === undefined || path === '') return;
  for (let looks = 1; (await storage.stat(path)) === undefined; looks++) {
    if (looks >= maxRetryTime) throw errors.markMissing({ path, minutes: maxRetryTime });
    await clock.sleep(pauseMs, signal);
  }
}

export async function openWriter(
  options: FtpConnection & Options<typeof writerFields>,
  context: ConnectorContext,
): Promise<Writer> {
  const storage = new RemoteStorage(options, context);
  const writer = await FileWriter.open(storage, options, context);
  return {
    inspect: (schema) => writer.inspect(schema),
    prepare: (schema) => writer.prepare(schema),
    openTask: (task) => writer.openTask(task),
    committed: (token) => writer.committed(token),
    async finish(reports: readonly CommitReport[]) {
      await writer.finish(reports);
      if (options.markDoneFileName) await writeMark(storage, options.markDoneFileName);
    },
    cancel: () => writer.cancel(),
    async close() {
      await writer.close();
      await storage.close();
    },
  };
}

async function writeMark(storage: RemoteStorage, path: string): Promise<void> {
  const mark = await storage.create(path);
  await mark.seal();
  await storage.publish(path);
}
