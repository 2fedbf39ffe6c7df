import type { z } from 'zod';
import { SluiceError } from '@sluice/core';
import type { jobRoutes } from '../contract/jobs.ts';
import { httpErrors } from '../http/errors.ts';
import type { Ground } from '../subject.ts';
import { createJob, type Author } from './jobs.ts';
import { readScript } from './read-script.ts';
import { issueView } from './views.ts';

type Imported = z.output<typeof jobRoutes.import.reply>['items'][number];

/** Makes a job of each file, named after it; folders of the files become folders of the jobs. */
export async function importJobs(
  ground: Ground,
  author: Author,
  folder: string,
  files: readonly { readonly name: string; readonly script: string }[],
): Promise<readonly Imported[]> {
  const outcomes: Imported[] = [];
  for (const { name: file, script } of files) {
    const { issues } = await readScript(script, '');
    const found = issues.map(issueView);
    const path = file.split(/[\\/]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
    const job = jobName(path.at(-1) ?? '');
    // Not even JSON: nothing that could be mended in an editor of jobs.
    if (job === '' || issues.some(({ severity, code }) => severity === 'error' && code.startsWith('JSON_'))) {
      outcomes.push({ file, outcome: 'refused', issues: found });
      continue;
    }
    const folders = [folder, ...path.slice(0, -1)].filter((part) => part !== '').join('/');
    try {
      await createJob(ground, author, { name: job, script, parameters: '', folder: folders });
      outcomes.push({ file, job, outcome: 'created', issues: found });
    } catch (error) {
      if (!(error instanceof SluiceError) || error.code !== httpErrors.exists.code) throw error;
      outcomes.push({ file, job, outcome: 'exists', issues: found });
    }
  }
  return outcomes;
}

/** `Orders (daily).json` → `Orders_daily` */
function jobName(file: string): string {
  return file
    .replace(/\.(?:json5?|jsonc|job)$/i, '')
    .replaceAll(/[^\p{L}\p{N}_.-]+/gu, '_')
    .replaceAll(/^[^\p{L}\p{N}]+|_+$/gu, '')
    .slice(0, 80);
}
