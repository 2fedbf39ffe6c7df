import { codeOf, valuesIn } from '../read-sentence.ts';
import type { ProblemLanguage } from '../say-problem.ts';
import { declared } from './declared/index.ts';
import { databases } from './errors/databases.ts';
import { engine } from './errors/engine.ts';
import { files } from './errors/files.ts';
import { findings } from './errors/findings.ts';
import { server } from './errors/server.ts';
import { servers } from './errors/servers.ts';
import { textsOfJobs } from './errors/texts-of-jobs.ts';
import { permissions, refusals, steps, things } from './said.ts';
import { plans } from './sentences/plans.ts';
import { reasons } from './sentences/reasons.ts';
import { records } from './sentences/records.ts';
import { stored } from './sentences/stored.ts';
import { targets } from './sentences/targets.ts';
import { words } from './sentences/words.ts';

/** What the server, the engine and the connectors say, in Chinese. */
export const language: ProblemLanguage = {
  errors: { ...server, ...engine, ...databases, ...files, ...servers, ...findings, ...textsOfJobs },
  sentences: [...stored, ...plans, ...records, ...reasons, ...words, ...targets],
  valuesIn,
  codeOf,
  declared,
  things,
  refusals,
  permissions,
  steps,
  comma: '、',
};
