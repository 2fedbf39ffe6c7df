import { parseOptions, type Explorer } from '@sluice/core';
import { expect } from 'vitest';
import { testContext } from '../context.ts';
import type { Check } from './check.ts';
import { within, type ExplorerSubject, type Subject } from './subject.ts';

/** What every explorer keeps. */
export const explorerChecks: readonly Check[] = [
  check('explorer: a good connection passes every step', async (subject) => {
    await withExplorer(subject, async (explorer) => {
      const steps = await explorer.test();
      expect(steps.length).toBeGreaterThan(0);
      expect(steps.filter((step) => !step.ok)).toEqual([]);
    });
  }),
  check(
    'explorer: a bad connection fails in its last step within 2 s',
    async (subject) => {
      const explorer = await open(subject, 'refused');
      const steps = await within(2_000, 'the test', explorer.test());
      await explorer.close();
      expect(steps.map((step) => step.ok)).toEqual([...steps.slice(1).map(() => true), false]);
      expect(steps.at(-1)?.detail).not.toBe('');
    },
    (subject) => subject.explorer.refused !== undefined,
  ),
  check('explorer: lists and describes a table', async (subject) => {
    const name = await subject.explorer.table();
    await withExplorer(subject, async (explorer) => {
      const listed = (await explorer.listTables()).map((entry) => entry.name);
      expect(listed.some((each) => each === name || each.endsWith(`.${name}`))).toBe(true);
      const { schema } = await explorer.describeTable(name);
      expect(schema.columns.map((column) => column.name)).toEqual(['id', 'name']);
    });
  }),
  check('explorer: a limit is kept, and a pattern nobody has finds nothing', async (subject) => {
    await subject.explorer.table();
    await subject.explorer.table();
    await withExplorer(subject, async (explorer) => {
      expect(await explorer.listTables({ limit: 1 })).toHaveLength(1);
      expect(await explorer.listTables({ pattern: 'nobody_has_this_name' })).toEqual([]);
    });
  }),
  check('explorer: a missing table is an error, and closing twice is harmless', async (subject) => {
    await withExplorer(subject, async (explorer) => {
      await expect(explorer.describeTable('nobody_has_this_name')).rejects.toMatchObject({ retryable: false });
      await explorer.close();
    });
  }),
];

type WithExplorer = Subject & { readonly explorer: ExplorerSubject };

function check(
  name: string,
  run: (subject: WithExplorer) => Promise<void>,
  applies?: (subject: WithExplorer) => boolean,
): Check {
  const hasExplorer = (subject: Subject): subject is WithExplorer => subject.explorer !== undefined;
  return {
    name,
    appliesTo: (subject) => hasExplorer(subject) && (applies?.(subject) ?? true),
    run: (subject) => run(subject as WithExplorer),
  };
}

async function open(subject: WithExplorer, which: 'connection' | 'refused'): Promise<Explorer> {
  const { explore, connection } = subject.connector;
  if (explore === undefined) throw new Error(`${subject.connector.name} has no explorer`);
  const { options, issues } = parseOptions(connection, (await subject.explorer[which]?.()) ?? {}, 'connection');
  if (options === undefined) throw new Error(issues.map((issue) => issue.message).join(' '));
  return explore(options as never, testContext());
}

async function withExplorer(subject: WithExplorer, use: (explorer: Explorer) => Promise<void>): Promise<void> {
  const explorer = await open(subject, 'connection');
  try {
    await use(explorer);
  } finally {
    await explorer.close();
  }
}
