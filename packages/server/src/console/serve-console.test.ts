import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '@sluice/testkit';
import { createApp } from '../http/app.ts';
import { serveConsole } from './serve-console.ts';

const page = { accept: 'text/html,application/xhtml+xml' };

async function openApp(folder: string) {
  const app = await createApp({ version: '1.0.0', logger: false, requestsPerMinute: 1_000, trustedProxies: [] });
  await serveConsole(app, folder);
  onTestFinished(() => app.close());
  return app;
}

function builtConsole(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Console</title>');
  writeFileSync(join(folder, 'logo.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'console.log(1)');
  writeFileSync(join(folder, 'assets', 'main-abc123.js.gz'), gzipSync('console.log(1)'));
  writeFileSync(join(folder, '..', 'secret.txt'), 'top secret');
  return folder;
}

test('every address of a page answers the start page, which is asked for again each time', async () => {
  const app = await openApp(builtConsole());
  for (const url of ['/', '/projects/shop/jobs/orders', '/login?next=%2F']) {
    const reply = await app.inject({ url, headers: page });
    expect([url, reply.statusCode, reply.headers['cache-control']]).toEqual([url, 200, 'no-cache']);
    expect(reply.body).toContain('<title>Console</title>');
  }
});

test('assets are compressed and kept for a year, because their names change with their content', async () => {
  const app = await openApp(builtConsole());
  const reply = await app.inject({ url: '/assets/main-abc123.js', headers: { 'accept-encoding': 'gzip' } });
  expect(reply.headers['content-encoding']).toBe('gzip');
  expect(reply.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const plain = await app.inject({ url: '/assets/main-abc123.js' });
  expect(plain.body).toBe('console.log(1)');
});

test('neither unknown routes of the API nor missing assets answer the start page', async () => {
  const app = await openApp(builtConsole());
  for (const url of ['/api/nope', '/assets/gone-000.js', '/assets/..%2f..%2fsecret.txt']) {
    const reply = await app.inject({ url, headers: page });
    expect([url, reply.body.includes('<title>Console'), reply.body.includes('top secret')]).toEqual([
      url,
      false,
      false,
    ]);
    expect([url, reply.statusCode >= 400]).toEqual([url, true]);
  }
  const script = await app.inject({ url: '/openap.json' });
  expect(script.statusCode).toBe(404);
});

test('pages run scripts of this server alone and load nothing from elsewhere', async () => {
  const app = await openApp(builtConsole());
  const reply = await app.inject({ url: '/', headers: page });
  const policy = String(reply.headers['content-security-policy']);
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("default-src 'self';");
  expect(policy).not.toMatch(/https?:/);
});

test('without a build it says what to do', async () => {
  const app = await openApp(temporaryFolder());
  const reply = await app.inject({ url: '/', headers: page });
  expect(reply.statusCode).toBe(503);
  expect(reply.body).toContain('npm run build');
});
