/**
 * `node --conditions=development packages/console/test/screenshots.ts [FOLDER]`
 *
 * Pictures of every page, in both languages and both themes, of a server with sample jobs and instances; for looking
 * at, and for the documentation.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openHouse, project, type House } from './house.ts';
import { prepareOperations } from './operations-ground.ts';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../../../.cache/screenshots'));
const languages = ['en', 'zh'] as const;
const themes = ['light', 'dark'] as const;
/** Charts and graphs have drawn themselves by then. */
const settleMs = 1_200;

mkdirSync(folder, { recursive: true });
const house = await openHouse();
try {
  const names = await namesFor(house);
  const pages = [
    ...pathsOf('publicPages').map((path) => ({ path, isPublic: true })),
    ...pathsOf('projectPages').map((path) => ({ path: `/projects/${project}${path}`, isPublic: false })),
    ...pathsOf('installationPages').map((path) => ({ path, isPublic: false })),
  ];
  for (const language of languages)
    for (const theme of themes)
      for (const { path: pattern, isPublic } of pages) {
        const tab = await house.newPage({ language, theme, ...(isPublic ? { session: null } : {}) });
        const path = pattern.replaceAll(/\$(\w+)/g, (_, name: string) => names[name] ?? name);
        await tab.goto(`${house.url}${path}`);
        await tab.waitForFunction(() => document.querySelector('h1') !== null);
        await tab.waitForFunction(() => document.querySelector('.ant-spin-spinning, .ant-skeleton-active') === null);
        await tab.waitForTimeout(settleMs);
        const name = path.replaceAll(/[^\w]+/g, '-').replace(/^-/, '') || 'start';
        await tab.screenshot({ path: join(folder, `${name}.${language}.${theme}.png`) });
        await tab.context().close();
      }
  for (const failure of new Set(house.failures)) console.error(failure);
  console.log(folder);
} finally {
  await house.close();
}

/** Of one of the lists of pages, from their only source. */
function pathsOf(list: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, '../src/routes.tsx'), 'utf8');
  const part = text.split(`export const ${list}`)[1]?.split('\n];')[0] ?? '';
  return [...part.matchAll(/path: '([^']+)'/g)].map((match) => String(match[1]));
}

/** What stands for the names in the addresses of pages. */
async function namesFor({ api }: House): Promise<Readonly<Record<string, string>>> {
  await prepareOperations(house);
  const params = { project };
  const { dataSources, job } = await api.samples.create({ params });
  const started = await api.runs.start({
    params: { project, job },
    body: { what: 'draft' },
  });
  const backfill = await api.backfills.create({
    params,
    body: { jobs: ['extract'], descendants: 'all', ranges: [{ from: '2026-11-15', to: '2026-11-17' }] },
  });
  await new Promise((done) => setTimeout(done, 15_000));
  const { items } = await api.instances.list({ params, query: { job: 'publish' } });
  return {
    name: dataSources[0] ?? '',
    job,
    run: started.id,
    backfill: backfill.id,
    instance: items[0]?.id ?? '',
  };
}
