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
  const place = join(options.path, `.sluice_test_${runId}`);
  access?.file(place);
  const firstMade = await makeFolder(place);
  return {
    options: { ...options, path: place },
    place,
    notes: [],
    remove: () => rm(firstMade, { recursive: true, force: true }),
  };
}

/** The outermost folder that had to be made. */
async function makeFolder(path: string): Promise<string> {
  try {
    return (await mkdir(path, { recursive: true })) ?? path;
  } catch (error) {
    throw writeError(path, error);
  }
}
