import { createHmac } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { hostCheck } from '../../worker/hosts.ts';
import { startReceiver } from '../test-receiver.ts';
import { secondsOf } from './post.ts';
import { webhook, webhookSignature } from './webhook.ts';

test('a signature is that of openssl: printf %s "1700000000.{}" | openssl dgst -sha256 -hmac key', () => {
  const signature = webhookSignature('key', 1_700_000_000, '{}');
  expect(signature).toBe('t=1700000000,v1=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae');
});

test('a receiver can check where a message comes from, and sees the facts', async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const facts = {
    trigger: 'exhausted',
    at: '2026-11-21T01:00:00.000Z',
    project: 'shop',
    rule: 'Failed',
    job: 'orders',
    kind: 'scheduled',
    instance: 'i1',
    state: 'failure',
  } as const;
  const message = { id: 'd1', kind: 'alert', title: 'Failed: orders', text: 'Bestellungen ✓', facts } as const;
  const context = { permits: hostCheck({ allowed: [], denied: [] }), now: 1_700_000_000_999 };
  expect(await webhook.send({ url: receiver.url, secret: 'key' }, message, context)).toBe('200 ok');
  const [{ headers, body }] = receiver.received as [(typeof receiver.received)[0]];
  expect(headers['sluice-delivery']).toBe('d1');
  const digest = createHmac('sha256', 'key').update(`1700000000.${body}`).digest('hex');
  expect(headers['sluice-signature']).toBe(`t=1700000000,v1=${digest}`);
  expect(JSON.parse(body)).toEqual({
    id: 'd1',
    message: 'alert',
    sentAt: '2023-11-14T22:13:20.999Z',
    title: 'Failed: orders',
    text: 'Bestellungen ✓',
    ...facts,
  });
});

test('the time of the next attempt is told in seconds or as a date', () => {
  const now = Date.parse('2026-11-21T20:00:00Z');
  expect(
    ['120', 'Sat, 21 Nov 2026 20:01:30 GMT', 'Sat, 21 Nov 2026 19:00:00 GMT', 'soon', undefined].map((text) =>
      secondsOf(text, now),
    ),
  ).toEqual([120, 90, 0, undefined, undefined]);
});
