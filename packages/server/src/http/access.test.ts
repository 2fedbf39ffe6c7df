import { afterAll, beforeAll, expect, test } from 'vitest';
import { grants, isPermission, roles } from '../contract/access.ts';
import type { Access } from '../contract/access.ts';
import { startTestHouse, visitors, type NamedRoute, type TestHouse, type Visitor } from './test-house.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(() => house.server.close());

/** What would end the test for all others when it is allowed. */
const effective = new Set(['projects.delete', 'people.logout', 'people.deleteUser']);

/** The refusal that is due; undefined: the visitor may. */
function refusalOf(visitor: Visitor, access: Access): number | undefined {
  if (access === 'public') return undefined;
  if (visitor === 'stranger') return 401;
  if (access === 'signedIn') return undefined;
  if (access === 'installation') return visitor === 'installation' ? undefined : 403;
  if (visitor === 'outsider') return 404;
  // Who administrates the installation is an administrator of every project.
  const role = visitor === 'installation' ? 'administrator' : visitor;
  return isPermission(access) && grants(role, access) ? undefined : 403;
}

test('every route lets in whom its access says, and nobody else', { timeout: 120_000 }, async () => {
  const wrong: (string | undefined)[] = [];
  for (const route of house.routes) wrong.push(...(await Promise.all(visitors.map((each) => wrongOf(route, each)))));
  expect(wrong.filter((each) => each !== undefined)).toEqual([]);
  expect(house.routes.length).toBeGreaterThan(60);
});

/** What is wrong with the answer to a visitor, if anything. */
async function wrongOf({ name, spec }: NamedRoute, visitor: Visitor): Promise<string | undefined> {
  const path = spec.path.replaceAll(/:(\w+)/g, (_, parameter: string) => (parameter === 'project' ? 'p' : 'nosuch'));
  const refusal = refusalOf(visitor, spec.access);
  if (refusal === undefined && effective.has(name)) return undefined;
  const response = await house.send(visitor, spec.method, path);
  const { code = '' } = (await response.json().catch(() => ({}))) as { code?: string };
  const isRight =
    refusal === undefined
      ? response.status < 500 && !['HTTP_NOT_SIGNED_IN', 'HTTP_FORBIDDEN'].includes(code)
      : response.status === refusal;
  return isRight ? undefined : `${name} for ${visitor}: ${response.status} ${code}, not ${refusal ?? 'allowed'}`;
}

test('every role may do something that the next lower one may not, and a project belongs to its members', () => {
  expect(roles.map((role) => refusalOf(role, 'project.delete'))).toEqual([undefined, 403, 403, 403, 403]);
  expect(refusalOf('outsider', 'project.view')).toBe(404);
});

test('a refused stranger is told nothing of the body, and its body is not read', async () => {
  const response = await house.send('stranger', 'POST', '/api/projects/p/jobs', { name: 7 });
  expect([response.status, await response.json()]).toMatchObject([401, { code: 'HTTP_NOT_SIGNED_IN' }]);
  const large = await house
    .send('stranger', 'POST', '/api/projects/p/jobs', 'x'.repeat(8_000_000))
    .catch(() => undefined);
  expect(large === undefined || large.status === 401).toBe(true);
});

test('things of another project are not there, by name and by id', async () => {
  const body = { name: 'secret-job', script: '{"type":"job"}' };
  const made = await house.send('outsider', 'POST', '/api/projects/q/jobs', body);
  expect(made.status).toBe(201);
  for (const visitor of roles) {
    expect((await house.send(visitor, 'GET', '/api/projects/q/jobs/secret-job')).status).toBe(404);
    expect((await house.send(visitor, 'GET', '/api/projects/p/jobs/secret-job')).status).toBe(404);
    const list = await (await house.send(visitor, 'GET', '/api/projects/p/jobs')).text();
    expect(list).not.toContain('secret-job');
  }
});

test('a refused change is in the audit log, with who tried it', async () => {
  await house.send('viewer', 'POST', '/api/projects/p/jobs', {});
  const row = await house.server.ground.store.database
    .selectFrom('audit')
    .select(['user_name', 'project_id', 'outcome', 'code'])
    .where('action', '=', 'jobs.create')
    .where('user_name', '=', 'viewer')
    .executeTakeFirst();
  expect(row).toEqual({ user_name: 'viewer', project_id: 'project-p', outcome: 'refused', code: 'HTTP_FORBIDDEN' });
});
