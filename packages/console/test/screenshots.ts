/**
 * `node --conditions=development packages/console/test/screenshots.ts [--folder FOLDER] [--language en] [--theme light] [--only TEXT]`
 *
 * Pictures of every page, in both languages and both themes, of a server with two weeks of jobs, runs and alerts; for
 * looking at. `--docs` makes the pictures of the documentation instead. `--only` takes those whose name holds one of some
 * texts (by commas).
 */
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { openHouse, project, type House } from './house.ts';
import { preparePictures } from './pictures-ground.ts';
import { dateOf } from './pictures-past.ts';
import { documented, shots, type Shot } from './pictures-shots.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(import.meta.dirname, '../../../.cache/screenshots') },
    language: { type: 'string', default: 'en,zh' },
    theme: { type: 'string', default: 'light,dark' },
    only: { type: 'string', default: '' },
    docs: { type: 'boolean', default: false },
  },
});
/** Charts and graphs have drawn themselves by then. */
const settleMs = 700;
/** Of a picture in the documentation. */
const mostBytes = 200_000;

type Language = 'en' | 'zh';
type Theme = 'light' | 'dark';

const house = await openHouse();
try {
  // A day whose jobs have ended, whatever the time is.
  const day = dateOf(new Date().getUTCHours() < 12 ? 2 : 1);
  const names = { ...(await preparePictures(house)), day };
  const all = allShots(names);
  if (values.docs) await takeDocumented(house, all);
  else await takeAll(house, all);
  for (const failure of new Set(house.failures)) console.error(failure);
} finally {
  await house.close();
}

async function takeAll({ newPage }: House, all: readonly Named[]): Promise<void> {
  const folder = resolve(values.folder);
  mkdirSync(folder, { recursive: true });
  const wanted = all.filter(({ name }) => isWanted(name));
  for (const language of values.language.split(',') as Language[])
    for (const theme of values.theme.split(',') as Theme[]) {
      const inside = await newPage({ language, theme });
      const outside = await newPage({ language, theme, session: null });
      for (const shot of wanted)
        await take(
          shot.isPublic === true ? outside : inside,
          shot,
          join(folder, `${shot.name}.${language}.${theme}.png`),
        );
      for (const page of [inside, outside]) await page.context().close();
    }
  console.log(folder);
}

async function takeDocumented({ newPage }: House, all: readonly Named[]): Promise<void> {
  const folder = join(import.meta.dirname, '../../../docs/pictures');
  mkdirSync(folder, { recursive: true });
  for (const { file, shot, language = 'en', theme = 'light' } of documented.filter(({ file }) => isWanted(file))) {
    const found = all.find(({ name }) => name === shot);
    if (found === undefined) throw new Error(`There is no picture ${shot}`);
    const page = await newPage({ language, theme, size: { width: 1360, height: 850 } });
    const path = join(folder, `${file}.png`);
    await take(page, found, path);
    await page.context().close();
    const { size } = statSync(path);
    console.log(`${path} ${Math.round(size / 1_000)} kB`);
    if (size > mostBytes) throw new Error(`${path} is larger than ${mostBytes} bytes`);
  }
}

function isWanted(name: string): boolean {
  return values.only.split(',').some((text) => name.includes(text));
}

async function take(page: Page, { path, name, act }: Named, file: string): Promise<void> {
  try {
    // A change behind # alone would open no page.
    await page.goto(`${house.url}/logo.svg`);
    await page.goto(`${house.url}${path}`);
    await page.waitForFunction(() => document.querySelector('h1') !== null);
    await page.waitForFunction(() => document.querySelector('.ant-spin-spinning, .ant-skeleton-active') === null);
    await act?.(page);
    await page.waitForTimeout(settleMs);
  } catch (error) {
    console.error(`${name}: ${String(error).slice(0, 300)}`);
  }
  await page.screenshot({ path: file });
}

type Named = Shot & { readonly name: string };

/** The pages as they open, and what is done with some of them. */
function allShots(names: Readonly<Record<string, string>>): readonly Named[] {
  const pages: readonly Shot[] = [
    ...pathsOf('publicPages').map((path) => ({ path, isPublic: true })),
    ...pathsOf('projectPages').map((path) => ({ path: `/projects/${project}${path}` })),
    ...pathsOf('installationPages').map((path) => ({ path })),
    ...shots,
  ];
  return pages.map((shot) => {
    const path = shot.path.replaceAll(/\$(\w+)/g, (_, name: string) => names[name] ?? name);
    const plain = shot.path.replaceAll(/[^\w]+/g, '-').replace(/^-|-$/g, '') || 'start';
    return { ...shot, path, name: shot.name ?? plain.replace(`projects-${project}`, 'p') };
  });
}

/** Of one of the lists of pages, from their only source. */
function pathsOf(list: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, '../src/routes.tsx'), 'utf8');
  const part = text.split(`export const ${list}`)[1]?.split('\n];')[0] ?? '';
  return [...part.matchAll(/path: '([^']+)'/g)].map((match) => String(match[1]));
}
