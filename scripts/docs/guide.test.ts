/** What the written pages say about jobs, commands, errors and other pages must be true. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildProgram } from '@sluice/cli';
import { registry } from '@sluice/connectors';
import { parseJob, parseLenientJson, resolveExpression, validateJob } from '@sluice/core';
import type { Connector, Issue } from '@sluice/core';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const pages = globSync(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'examples/**/*.md'], {
  cwd: root,
  exclude: ['**/node_modules/**', 'docs/reference/errors.md'],
}).sort();
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

const connectors = await Promise.all(registry.map(async (entry) => ({ entry, connector: await entry.load() })));

function connectorOf(name: string): Connector | undefined {
  const plain = name.toLowerCase().replace(/(reader|writer)$/, '');
  return connectors.find(({ entry }) => [entry.name, ...entry.aliases].includes(plain))?.connector;
}

/** Errors of a job, without opening anything. Variables need no value. */
function errorsOf(text: string): Issue[] {
  const { job, issues } = parseJob(text, { allowUnknownVariables: true });
  const found =
    job === undefined ? [] : validateJob(job, { connectorOf, names: connectors.map(({ entry }) => entry.name) });
  return [...issues, ...found].filter((issue) => issue.severity === 'error');
}

const blocks = pages.flatMap((page) =>
  [...textOf(page).matchAll(/^```json\n([\s\S]*?)^```$/gm)].map((match) => ({ page, text: match[1] as string })),
);
const isJob = (text: string): boolean => /"(steps|job|configuration)":/.test(text);

describe('blocks of JSON', () => {
  test('every job is valid', () => {
    const jobs = blocks.filter(({ text }) => isJob(text));
    expect(jobs.length).toBeGreaterThan(3);
    for (const { page, text } of jobs) expect(errorsOf(text), page).toEqual([]);
  });

  test('every other block is JSON, and its data sources name connectors that exist', () => {
    for (const { page, text } of blocks.filter((block) => !isJob(block.text))) {
      const { value, issues } = parseLenientJson(text);
      expect(issues, page).toEqual([]);
      const sources = (value as { dataSources?: Record<string, { type: string }> }).dataSources ?? {};
      for (const { type } of Object.values(sources)) expect(connectorOf(type)?.name, page).toBe(type);
    }
  });

  test('a job with a misspelt connector would be noticed', () => {
    const job = blocks.find(({ text }) => text.includes('"mysql"'))?.text ?? '';
    expect(errorsOf(job.replace('"mysql"', '"mysq"'))).toHaveLength(1);
  });
});

test('relative links lead somewhere', () => {
  for (const page of pages) {
    for (const [, link = ''] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? join(root, page) : join(root, dirname(page), file);
      expect(existsSync(target), `${page}: ${link}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(readFileSync(target, 'utf8')), `${page}: ${link}`).toContain(anchor);
    }
  }
});

function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('commands and their options exist', async () => {
  const program = await buildProgram(() => true);
  for (const page of pages) {
    for (const line of commandLines(textOf(page))) {
      const words = line.split(/\s+/).slice(1);
      let command: (typeof program.commands)[number] = program;
      while (command.commands.length > 0 && words[0] !== undefined && !words[0].startsWith('-')) {
        const name = words.shift();
        const found = command.commands.find((candidate) => candidate.name() === name);
        expect(found, `${page}: ${line}`).toBeDefined();
        command = found as typeof command;
      }
      const flags = line.match(/(?<=\s)--?[a-z][a-z-]*/g) ?? [];
      const known = ['--help', '--version', ...command.options.flatMap(({ long, short }) => [long, short])];
      for (const flag of flags) expect(known, `${page}: ${line}`).toContain(flag);
    }
  }
});

/** Lines of blocks, and code in a sentence, that call Sluice; without texts in quotes and what follows a pipe or comment. */
function commandLines(text: string): string[] {
  const joined = text.replace(/\\\n\s*/g, ' ');
  const inBlocks = [...joined.matchAll(/^(?:cat .*\| )?(?:npx )?(sluice .*)$/gm)];
  const inSentences = [...joined.matchAll(/`(?:npx )?(sluice [^`\n]+)`/g)];
  return [...inBlocks, ...inSentences].map(([, line = '']) =>
    line
      .replace(/'[^']*'|"[^"]*"/g, 'TEXT')
      .replace(/\s[#|>].*$/, '')
      .trim(),
  );
}

test('error codes exist', () => {
  const known = textOf('docs/reference/errors.md');
  for (const page of pages.filter((name) => !name.startsWith('docs/reference/'))) {
    for (const [, code = ''] of textOf(page).matchAll(/`((?:RUN|CONFIG|CLI|JOB|DATAX)_[A-Z_]+)`/g))
      expect(known, `${page}: ${code}`).toContain(`\`${code}\``);
  }
});

test('the table of scheduling expressions is right', () => {
  const rows = [...textOf('docs/guide/parameters.md').matchAll(/^\| `([^`]*\$[^`]+)` \| ([^|]+) \|/gm)].filter(
    ([, expression]) => !expression?.startsWith('-'),
  );
  expect(rows.length).toBeGreaterThan(15);
  const times = { businessDate: '20261120', cycleTime: '20261121023000' };
  const computed = rows.map(([, expression = '']) => [expression, resolveExpression(expression, times).value]);
  expect(computed).toEqual(rows.map(([, expression, value]) => [expression, value]));
});
