import { expect, test } from 'vitest';
import { findViolations } from './check-boundaries.ts';

const declared = { core: ['zod'], connectors: ['pg'], engine: [] };

function check(path: string, source: string): readonly string[] {
  return findViolations([{ path: `packages/${path}`, source }], declared);
}

test('core uses nothing of Node, but its tests may', () => {
  const source = "import { join } from 'node:path';";
  expect(check('core/src/job/job.ts', source)).toEqual([
    'packages/core/src/job/job.ts:1 imports node:path: core also runs in the browser and uses nothing of Node',
  ]);
  expect(check('core/src/job/job.test.ts', source)).toEqual([]);
  expect(check('engine/src/run.ts', source)).toEqual([]);
});

test('arrows between packages point one way', () => {
  expect(check('engine/src/run.ts', "import { x } from '@sluice/core';")).toEqual([]);
  expect(check('core/src/x.ts', "import type { x } from '@sluice/engine';")).toHaveLength(1);
  expect(check('connectors/src/pg/x.ts', "export * from '@sluice/engine';")).toHaveLength(1);
  expect(check('engine/src/run.ts', "const x = await import('@sluice/connectors');")).toHaveLength(1);
});

test('only tests import testkit', () => {
  const source = "import { service } from '@sluice/testkit';";
  expect(check('connectors/src/pg/x.test.ts', source)).toEqual([]);
  expect(check('connectors/src/pg/x.ts', source)).toHaveLength(1);
  expect(check('core/src/x.test.ts', source)).toHaveLength(1);
});

test('set-up files of tests are test code, which nothing else may use', () => {
  const source = "import { service } from '@sluice/testkit';";
  expect(check('connectors/src/pg/test-server.ts', source)).toEqual([]);
  expect(check('connectors/src/pg/x.test.ts', "import { start } from './test-server.ts';")).toEqual([]);
  expect(check('connectors/src/pg/x.ts', "import { start } from './test-server.ts';")).toHaveLength(1);
});

test('nobody reaches into another package', () => {
  expect(check('cli/src/main.ts', "import { x } from '@sluice/core/src/x.ts';")).toHaveLength(1);
  expect(check('cli/src/main.ts', "import { x } from '../../core/src/x.ts';")).toHaveLength(1);
});

test('a connector imports its own folder and families, not a neighbour', () => {
  expect(check('connectors/src/pg/x.ts', "import { y } from './y.ts';\nimport { z } from '../families/z.ts';")).toEqual(
    [],
  );
  expect(check('connectors/src/pg/x.ts', "import { y } from '../mysql/y.ts';")).toHaveLength(1);
  expect(check('connectors/src/families/x.ts', "import { y } from '../mysql/y.ts';")).toHaveLength(1);
  expect(check('connectors/src/families/x.test.ts', "import { y } from '../mysql/y.ts';")).toEqual([]);
  expect(check('connectors/src/registry.ts', "await import('./mysql/index.ts');")).toEqual([]);
  expect(check('connectors/src/mariadb/x.ts', "import { y } from '../mysql/y.ts';")).toEqual([]);
});

test('a connector loads its library on first use', () => {
  expect(check('connectors/src/pg/x.ts', "import type { Client } from 'pg';\nawait import('pg');")).toEqual([]);
  expect(check('connectors/src/pg/x.ts', "import { Client } from 'pg';")).toEqual([
    'packages/connectors/src/pg/x.ts:1 imports pg: a library is loaded on first use, by import()',
  ]);
  expect(check('connectors/src/pg/x.test.ts', "import { Client } from 'pg';")).toEqual([]);
});

test('a library must be declared', () => {
  expect(check('connectors/src/pg/x.ts', "await import('left-pad');")).toHaveLength(1);
  expect(check('core/src/x.ts', "import { z } from 'zod';")).toEqual([]);
});

test('imports over several lines are found and comments are not', () => {
  expect(check('core/src/x.ts', "\nimport {\n  a,\n  type b,\n} from '@sluice/engine';")).toEqual([
    'packages/core/src/x.ts:2 imports @sluice/engine: core may import no other package',
  ]);
  expect(check('core/src/x.ts', "/** import { a } from 'node:fs'; */\n// import 'node:fs'\n * x")).toEqual([]);
});

test('the console takes types from the server, and neither its code nor its schemas', () => {
  expect(check('console/src/api.ts', "import type { Role } from '@sluice/server/contract';")).toEqual([]);
  expect(check('console/src/api.ts', "import { createClient } from '@sluice/server/client';")).toEqual([]);
  expect(check('console/src/api.ts', "import { roles } from 'virtual:contract';")).toEqual([]);
  expect(check('console/src/api.ts', "import { contract } from '@sluice/server/contract';")).toHaveLength(1);
  expect(check('console/src/api.ts', "import { startServer } from '@sluice/server';")).toHaveLength(1);
});
