import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectorContext, Trial } from '@sluice/core';
import { fileErrors } from '../families/files/errors.ts';
import type { FileWriterOptions } from '../families/files/fields.ts';
import { writeError } from './local-errors.ts';
import { standardStream } from './standard-streams.ts';

/** A hidden folder inside the target folder, which readers leave out, removed with all its files. */
export async function openTrial(options: FileWriterOptions, { runId, access }: ConnectorContext): Promise<Trial> {
  if (options.path === standardStream)
    throw fileErrors.unwritable({ path: standardStream, problem: 'a test run needs a folder' });
  const place = placeOf(options, runId);
  access?.file(place);
  const firstMade = await makeFolder(place);
  return {
    options: { ...options, path: place },
    place,
    notes: [],
    remove: () => rm(firstMade, { recursive: true, force: true }),
  };
}

/** What a killed test run left. Folders above that it had to make stay: others may use them by now. */
export async function removeTrial(options: FileWriterOptions, { runId, access }: ConnectorContext): Promise<void> {
  const place = placeOf(options, runId);
  access?.file(place);
  await rm(place, { recursive: true, force: true });
}

function placeOf({ path }: FileWriterOptions, runId: string): string {
  return join(path, `.sluice_test_${runId}`);
}

/** The outermost folder that had to be made. */
async function makeFolder(path: string): Promise<string> {
  try {
    return (await mkdir(path, { recursive: true })) ?? path;
  } catch (error) {
    throw writeError(path, error);
  }
}
