import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { hasService, service, type Server } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillSource, measureFiles, measureRoute, type Route } from './matrix.ts';
import { fidelityPage } from './page.ts';
import { mariadbStore, postgresqlStore, sqliteStore, type Store } from './stores.ts';

const page = resolve(import.meta.dirname, '../../docs/reference/type-fidelity.md');
const isThere = [hasService('postgresql'), hasService('mariadb')].every(Boolean);

describe.skipIf(!isThere)('type fidelity', { timeout: 120_000 }, () => {
  const stores = new Map<string, Store>();
  const servers: string[] = [];
  const routes: Route[] = [];

  beforeAll(async () => {
    const postgresql = await (await service('postgresql')).newDatabase();
    const mariadb = await (await service('mariadb')).newDatabase();
    for (const store of [await postgresqlStore(postgresql), await mariadbStore(mariadb), sqliteStore()]) {
      stores.set(store.connector, store);
    }
    servers.push(`PostgreSQL ${majorOf(postgresql)}`, `MariaDB ${majorOf(mariadb)}`, 'SQLite as built into Node 24');
  });
  afterAll(async () => {
    for (const store of stores.values()) await store.close();
  });

  const storeOf = (connector: string): Store => stores.get(connector) as Store;

  test.each([
    ['postgresql', 'postgresql'],
    ['postgresql', 'mariadb'],
    ['postgresql', 'sqlite'],
    ['mariadb', 'mariadb'],
    ['mariadb', 'postgresql'],
    ['mariadb', 'sqlite'],
    ['sqlite', 'postgresql'],
    ['sqlite', 'mariadb'],
  ])('from %s to %s every value arrives, is refused, or changes as announced', async (from, to) => {
    const route = await measureRoute(await fillSource(storeOf(from)), storeOf(to));
    routes.push(route);
    expect(route.failures).toEqual([]);
  });

  test('through CSV and JSON Lines and back every value arrives or is refused', async () => {
    const source = await fillSource(storeOf('postgresql'));
    const [csv, jsonl] = [await measureFiles(source, 'csv'), await measureFiles(source, 'jsonl')];
    routes.push({ ...csv, cells: [...csv.cells, ...jsonl.cells] });
    expect([...csv.failures, ...jsonl.failures]).toEqual([]);
  });

  test('the page of the reference says the same', () => {
    expect(routes).toHaveLength(9);
    const wanted = fidelityPage({ servers, routes });
    if (process.env['UPDATE_DOCS'] === '1') {
      mkdirSync(dirname(page), { recursive: true });
      writeFileSync(page, wanted);
    }
    const found = existsSync(page) ? readFileSync(page, 'utf8') : '';
    // Other releases of a server may know more types or fewer limits.
    if (found !== '' && !found.includes(`Measured on ${servers.join(', ')}.`)) return;
    expect(found, 'stale: run UPDATE_DOCS=1 npm test -- tests/fidelity').toBe(wanted);
  });
});

/** `15` of `15.18 (Debian …)`, `10.11` of `10.11.14-MariaDB`. */
function majorOf({ version }: Server): string {
  const [major = '', minor = ''] = version.split(/[^\d]/);
  return Number(major) >= 14 ? major : `${major}.${minor}`;
}
