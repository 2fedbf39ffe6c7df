import { service, type Server } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '@sluice/testkit';
import { contract, createClient, type Client } from '../contract/index.ts';
import { startServer, type RunningServer } from '../server.ts';
import { readSettings } from '../settings.ts';
import { compose } from '../compose.ts';
import { peopleSubject } from './subject.ts';

type Everything = Client<typeof contract>;
const password = 'correct horse battery';

describe.each(['sqlite', 'postgresql'] as const)('people and projects on %s', (dialect) => {
  let database: Server;
  let server: RunningServer;
  let printed = '';
  let root: Everything;

  beforeAll(async () => {
    if (dialect === 'postgresql') database = await (await service('postgresql')).newDatabase();
    const databaseUrl = dialect === 'sqlite' ? ':memory:' : database.url;
    const settings = readSettings({}, { port: 0, logLevel: 'error', dataFolder: temporaryFolder(), databaseUrl });
    server = await startServer(settings, (ground) => {
      const house = compose(ground);
      const [system, , ...others] = house.subjects;
      const people = peopleSubject(ground, (line) => (printed += line));
      return { ...house, subjects: [system!, people, ...others] };
    });
    const code = /#(\S+)/.exec(printed)?.[1] ?? '';
    await anonymous().people.setUp({ body: { code, name: 'Root', password } });
    root = await signIn('root', password);
  });
  afterAll(() => server.close());

  const anonymous = (): Everything => createClient(contract, { baseUrl: server.url });
  const withCookie = (cookie: string, headers = {}): Everything =>
    createClient(contract, { baseUrl: server.url, headers: { cookie, ...headers } });
  const withToken = (secret: string): Everything =>
    createClient(contract, { baseUrl: server.url, headers: { authorization: `Bearer ${secret}` } });

  async function cookieOf(name: string, secret: string): Promise<string> {
    const response = await fetch(`${server.url}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, password: secret }),
    });
    expect(response.status).toBe(200);
    const cookie = response.headers.getSetCookie()[0] ?? '';
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    return cookie.split(';')[0] ?? '';
  }
  const signIn = async (name: string, secret: string): Promise<Everything> => withCookie(await cookieOf(name, secret));

  async function member(name: string, project: string, role: 'owner' | 'developer' | 'viewer' | 'administrator') {
    await root.people.createUser({ body: { name, password } });
    await root.projects.setMember({ params: { project, user: name }, body: { role } });
    return signIn(name, password);
  }

  test('the set-up link works once', async () => {
    const code = /#(\S+)/.exec(printed)?.[1] ?? '';
    await expect(anonymous().people.setUp({ body: { code, name: 'Other', password } })).rejects.toMatchObject({
      problem: { code: 'PEOPLE_ALREADY_SET_UP', status: 409 },
    });
    expect((await root.system.about()).isSetUp).toBe(true);
  });

  test('without a login nothing but public routes answers', async () => {
    await expect(anonymous().people.me()).rejects.toMatchObject({ problem: { status: 401 } });
    await expect(withToken('sluice_wrong').people.me()).rejects.toMatchObject({ problem: { status: 401 } });
    await expect(withCookie('sluice_session=wrong').people.me()).rejects.toMatchObject({ problem: { status: 401 } });
  });

  test('weak passwords are refused with the reason', async () => {
    const create = (secret: string) => root.people.createUser({ body: { name: 'weak', password: secret } });
    await expect(create('short')).rejects.toMatchObject({ problem: { status: 400 } });
    await expect(create('weak-weak-1234')).rejects.toThrow('contains the user name');
    await expect(create('passwordpassword')).rejects.toThrow('commonest');
    await expect(create('aaaaaaaaaaaaaaaa')).rejects.toThrow('too few different');
  });

  test('guessing is slowed down and told alike for users that do not exist', async () => {
    const guess = (name: string) => anonymous().people.login({ body: { name, password: 'wrong' } });
    await root.people.createUser({ body: { name: 'guessed', password } });
    for (let attempt = 0; attempt < 6; attempt++)
      await expect(guess('guessed')).rejects.toMatchObject({ problem: { code: 'PEOPLE_WRONG_LOGIN' } });
    await expect(guess('guessed')).rejects.toMatchObject({ problem: { code: 'PEOPLE_BLOCKED', status: 429 } });
    await server.ground.store.database.deleteFrom('login_failures').execute();
    await expect(guess('nobody')).rejects.toThrow('The name or the password is wrong.');
    await server.ground.store.database.deleteFrom('login_failures').execute();
  });

  test('a cookie from another site is refused, from the own site it is taken', async () => {
    const cookie = await cookieOf('root', password);
    await expect(withCookie(cookie, { origin: 'http://evil.test' }).people.logout()).rejects.toMatchObject({
      problem: { code: 'HTTP_FOREIGN_ORIGIN' },
    });
    await withCookie(cookie, { origin: server.url }).people.logout();
    await expect(withCookie(cookie).people.me()).rejects.toMatchObject({ problem: { status: 401 } });
  });

  test('a disabled user is out at once', async () => {
    const { user } = await root.people.createUser({ body: { name: 'leaver', password } });
    const leaver = await signIn('leaver', password);
    await root.people.updateUser({ params: { user: 'leaver' }, body: { isDisabled: true }, ifMatch: user.version });
    await expect(leaver.people.me()).rejects.toMatchObject({ problem: { status: 401 } });
  });

  test('two changes from one version: the second is refused', async () => {
    const { user } = await root.people.createUser({ body: { name: 'edited', password } });
    const change = (displayName: string) =>
      root.people.updateUser({ params: { user: 'edited' }, body: { displayName }, ifMatch: user.version });
    expect((await change('One')).displayName).toBe('One');
    await expect(change('Two')).rejects.toMatchObject({ problem: { code: 'HTTP_CHANGED', status: 412 } });
  });

  test('the last administrator stays', async () => {
    const { user } = await root.people.me();
    const demote = root.people.updateUser({
      params: { user: 'root' },
      body: { isAdministrator: false },
      ifMatch: user.version,
    });
    await expect(demote).rejects.toMatchObject({ problem: { code: 'PEOPLE_LAST_ADMINISTRATOR' } });
  });

  test('a password link sets a password once', async () => {
    const { passwordLink = '' } = await root.people.createUser({ body: { name: 'newcomer' } });
    const code = passwordLink.split('#')[1] ?? '';
    await anonymous().people.redeemLink({ body: { code, password } });
    expect((await (await signIn('newcomer', password)).people.me()).user.name).toBe('newcomer');
    await expect(anonymous().people.redeemLink({ body: { code, password } })).rejects.toMatchObject({
      problem: { code: 'PEOPLE_BAD_CODE' },
    });
  });

  test('members see their projects only, and roles decide', async () => {
    await root.projects.create({ body: { name: 'sales', timeZone: 'Asia/Shanghai' } });
    await root.projects.create({ body: { name: 'secret-plans' } });
    const viewer = await member('vera', 'sales', 'viewer');
    expect((await viewer.projects.list()).items.map(({ name }) => name)).toEqual(['sales']);
    await expect(viewer.projects.get({ params: { project: 'secret-plans' } })).rejects.toMatchObject({
      problem: { status: 404 },
    });
    const { version } = await viewer.projects.get({ params: { project: 'Sales' } });
    const rename = { params: { project: 'sales' }, body: { title: 'Sales!' }, ifMatch: version };
    await expect(viewer.projects.update(rename)).rejects.toMatchObject({ problem: { status: 403 } });
    expect((await root.projects.update(rename)).title).toBe('Sales!');
    await expect(root.projects.update({ ...rename, body: { timeZone: 'Mars/Base' }, ifMatch: 2 })).rejects.toThrow(
      '"Mars/Base" is no time zone.',
    );
  });

  test('a project keeps an owner, and only owners make owners', async () => {
    await root.projects.create({ body: { name: 'owned' } });
    const administrator = await member('adam', 'owned', 'administrator');
    const params = { project: 'owned', user: 'adam' };
    await expect(administrator.projects.setMember({ params, body: { role: 'owner' } })).rejects.toMatchObject({
      problem: { code: 'PEOPLE_OWN_RIGHTS' },
    });
    await expect(root.projects.removeMember({ params: { project: 'owned', user: 'root' } })).rejects.toMatchObject({
      problem: { code: 'PEOPLE_LAST_OWNER' },
    });
  });

  test('a token does what it is limited to and makes no other token', async () => {
    await root.projects.create({ body: { name: 'tokens' } });
    await root.projects.create({ body: { name: 'elsewhere' } });
    const { secret } = await root.people.createToken({
      body: { name: 'ci', project: 'tokens', permissions: ['project.view'] },
    });
    const robot = withToken(secret);
    expect((await robot.projects.get({ params: { project: 'tokens' } })).name).toBe('tokens');
    await expect(robot.projects.get({ params: { project: 'elsewhere' } })).rejects.toMatchObject({
      problem: { status: 404 },
    });
    await expect(robot.projects.delete({ params: { project: 'tokens' } })).rejects.toMatchObject({
      problem: { status: 403 },
    });
    await expect(robot.people.listUsers()).rejects.toMatchObject({ problem: { status: 403 } });
    await expect(robot.people.createToken({ body: { name: 'more' } })).rejects.toMatchObject({
      problem: { status: 403 },
    });
    const [token] = (await root.people.listTokens()).items;
    expect(JSON.stringify(token)).not.toContain(secret);
    await root.people.deleteToken({ params: { token: token?.id ?? '' } });
    await expect(robot.people.me()).rejects.toMatchObject({ problem: { status: 401 } });
  });

  test('the audit log has changes and refusals, without passwords', async () => {
    const { items } = await root.audit.listAll({ query: { action: 'people.', limit: 500 } });
    expect(items).toContainEqual(
      expect.objectContaining({ action: 'people.createUser', target: 'user leaver', user: 'Root' }),
    );
    expect(items).toContainEqual(
      expect.objectContaining({ action: 'people.login', outcome: 'refused', code: 'PEOPLE_WRONG_LOGIN' }),
    );
    expect(JSON.stringify(items)).not.toContain(password);
    const first = await root.audit.listAll({ query: { limit: 2 } });
    const second = await root.audit.listAll({ query: { limit: 2, cursor: first.nextCursor ?? '' } });
    expect(second.items[0]?.id).not.toBe(first.items[1]?.id);
  });

  test('an idempotency key gives the first answer again', async () => {
    const create = (name: string) => root.projects.create({ body: { name }, idempotencyKey: 'once' });
    const first = await create('repeated');
    expect(await create('repeated')).toEqual(first);
    await expect(create('other')).rejects.toMatchObject({ problem: { code: 'HTTP_KEY_REUSED' } });
  });
});
