import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { service, temporaryFolder } from '@sluice/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { compose } from '../compose.ts';
import { startServer, type RunningServer } from '../server.ts';
import { readSettings } from '../settings.ts';
import { startTestProvider, type TestProvider } from './test-oidc-provider.ts';
import { insertUser } from './users.ts';

/** A browser that follows nothing by itself. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async open(url: string): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}

const publicUrl = 'http://sluice.test';

describe.each(['sqlite', 'postgresql'] as const)('sign-in with OpenID Connect on %s', (dialect) => {
  let provider: TestProvider;
  let databaseUrl = ':memory:';
  let server: RunningServer;
  beforeAll(async () => {
    provider = await startTestProvider('sluice', 'client secret');
    if (dialect === 'postgresql') databaseUrl = (await (await service('postgresql')).newDatabase()).url;
  });
  afterAll(() => provider.close());

  async function start(more: Readonly<Record<string, unknown>> = {}): Promise<RunningServer> {
    const dataFolder = temporaryFolder();
    const secretFile = join(dataFolder, 'client-secret');
    writeFileSync(secretFile, 'client secret\n');
    const oidc = { oidcIssuer: provider.issuer, oidcClientId: 'sluice', oidcClientSecretFile: secretFile };
    const settings = { port: 0, logLevel: 'error', dataFolder, databaseUrl, publicUrl, ...oidc, ...more };
    return startServer(readSettings({}, settings), (ground) => compose(ground));
  }
  beforeEach(async () => {
    provider.isForged = false;
    server = await start();
  });
  afterEach(() => server.close());

  const here = (url: string): string => url.replace(publicUrl, server.url);
  const locationOf = (response: Response): string => response.headers.get('location') ?? '';

  /** To the provider and back again; answers what the callback answered. */
  async function signIn(claims: Record<string, unknown>, browser = new Browser()): Promise<Response> {
    provider.claims = claims;
    const left = await browser.open(`${server.url}/api/oidc/begin?to=/jobs`);
    expect(left.status).toBe(303);
    const back = await browser.open(locationOf(left));
    return browser.open(here(locationOf(back)));
  }
  const whoAmI = async (browser: Browser): Promise<unknown> =>
    ((await (await browser.open(`${server.url}/api/me`)).json()) as { user?: object }).user;
  const addUser = (name: string, email: string) =>
    insertUser(
      server.ground.store.database,
      { name, displayName: '', email, password: null, isAdministrator: false },
      Date.now(),
    );

  test('a verified e-mail address leads to the user, and later the identity alone does', async () => {
    await addUser(`anna-${dialect}`, 'Anna@Example.com');
    const browser = new Browser();
    const response = await signIn({ sub: 's1', email: 'anna@example.com', email_verified: true }, browser);
    expect([response.status, locationOf(response)]).toEqual([303, '/jobs']);
    expect(await whoAmI(browser)).toMatchObject({ name: `anna-${dialect}` });
    const again = new Browser();
    await signIn({ sub: 's1', email: 'new-address@example.com', email_verified: true }, again);
    expect(await whoAmI(again)).toMatchObject({ name: `anna-${dialect}` });
  });

  test('an address that is not verified, shared or unknown leads nowhere', async () => {
    await addUser(`ben-${dialect}`, 'ben@example.com');
    const unverified = await signIn({ sub: 's2', email: 'ben@example.com', email_verified: false });
    expect([unverified.status, await unverified.json()]).toMatchObject([403, { code: 'PEOPLE_OIDC_UNKNOWN' }]);
    await addUser(`ben-two-${dialect}`, 'ben@example.com');
    expect((await signIn({ sub: 's2', email: 'ben@example.com', email_verified: true })).status).toBe(403);
    expect((await signIn({ sub: 's3' })).status).toBe(403);
  });

  test('users are made where that is wanted, without rights and under a free name', async () => {
    await server.close();
    server = await start({ oidcCreateUsers: 'true' });
    await addUser(`Carla-${dialect}`, 'other@example.com');
    const browser = new Browser();
    await signIn({ sub: 's4', preferred_username: `carla-${dialect}` }, browser);
    expect(await whoAmI(browser)).toMatchObject({ name: `carla-${dialect}-2`, isAdministrator: false });
  });

  test('a disabled user stays outside', async () => {
    const user = await addUser(`dora-${dialect}`, 'dora@example.com');
    await server.ground.store.database.updateTable('users').set({ is_disabled: 1 }).where('id', '=', user.id).execute();
    expect((await signIn({ sub: 's5', email: 'dora@example.com', email_verified: true })).status).toBe(403);
  });

  test('a forged signature, another nonce, audience or time is refused', async () => {
    await addUser(`emil-${dialect}`, 'emil@example.com');
    const good = { sub: 's6', email: 'emil@example.com', email_verified: true };
    const refusals: readonly Record<string, unknown>[] = [
      { ...good, nonce: 'another' },
      { ...good, aud: 'another' },
      { ...good, iss: 'http://another' },
      { ...good, exp: 1, iat: 0 },
    ];
    for (const claims of refusals)
      expect(await (await signIn(claims)).json()).toMatchObject({ code: 'PEOPLE_OIDC_REFUSED', status: 403 });
    provider.isForged = true;
    expect(await (await signIn(good)).json()).toMatchObject({ code: 'PEOPLE_OIDC_REFUSED' });
    provider.isForged = false;
    expect((await signIn(good)).status).toBe(303);
  });

  test('sign-ins are in the audit log, refused ones too', async () => {
    const entries = (outcome: 'done' | 'refused') =>
      server.ground.store.database
        .selectFrom('audit')
        .select(['action', 'target', 'code'])
        .where('outcome', '=', outcome)
        .where('action', 'like', 'oidc.%')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst();
    await addUser(`frida-${dialect}`, 'frida@example.com');
    await signIn({ sub: 's9', email: 'frida@example.com', email_verified: true });
    const done = { action: 'oidc.callback', target: `user frida-${dialect}`, code: null };
    await expect.poll(() => entries('done')).toEqual(done);
    await server.ground.store.database
      .updateTable('users')
      .set({ is_disabled: 1 })
      .where('name', '=', `frida-${dialect}`)
      .execute();
    await signIn({ sub: 's9' });
    expect(await entries('refused')).toEqual({ action: 'oidc.callback', target: null, code: 'PEOPLE_OIDC_UNKNOWN' });
  });

  test('what was begun in another browser, or answered twice, is refused', async () => {
    provider.claims = { sub: 's7' };
    const browser = new Browser();
    const back = await browser.open(locationOf(await browser.open(`${server.url}/api/oidc/begin`)));
    const elsewhere = await new Browser().open(here(locationOf(back)));
    expect(await elsewhere.json()).toMatchObject({ code: 'PEOPLE_OIDC_EXPIRED' });
    const other = new Browser();
    await other.open(`${server.url}/api/oidc/begin`);
    expect(await (await other.open(here(locationOf(back)))).json()).toMatchObject({ code: 'PEOPLE_OIDC_REFUSED' });
  });

  test('the way back leads to a page of this server only', async () => {
    for (const to of ['https://evil.test/', '//evil.test/', '/\\evil.test', 'jobs'])
      expect(
        (await fetch(`${server.url}/api/oidc/begin?to=${encodeURIComponent(to)}`, { redirect: 'manual' })).status,
      ).toBe(400);
  });
});

test('without the settings there is no such sign-in', async () => {
  const settings = readSettings(
    {},
    { port: 0, logLevel: 'error', dataFolder: temporaryFolder(), databaseUrl: ':memory:' },
  );
  const server = await startServer(settings);
  const response = await fetch(`${server.url}/api/oidc/begin`, { redirect: 'manual' });
  expect([response.status, await response.json()]).toMatchObject([404, { code: 'PEOPLE_OIDC_OFF' }]);
  await server.close();
});
