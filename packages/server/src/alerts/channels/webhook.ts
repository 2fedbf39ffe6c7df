import { createHmac } from 'node:crypto';
import { secret } from '@sluice/core';
import { webAddress } from './fields.ts';
import type { Channel, Message } from './kind.ts';
import { postJson, shownAnswer } from './post.ts';

export const webhook: Channel = {
  kind: 'webhook',
  title: 'Webhook',
  summary: 'A POST of JSON to an address of yours, signed.',
  fields: {
    url: webAddress({
      title: 'Address',
      help: 'Gets title, text and all facts of the alert as JSON. Any answer 2xx counts as taken.',
      example: 'https://ops.example.com/sluice',
    }),
    secret: secret({
      title: 'Secret',
      help: 'Signs each request: the header Sluice-Signature holds the time and an HMAC-SHA256 of time and body.',
    }).optional(),
  },
  target: 'url',
  mostPerMinute: 300,
  async send({ url, secret: key }, message, { permits, now }) {
    const body = webhookBody(message, now);
    const headers: Record<string, string> = { 'sluice-delivery': message.id };
    if (typeof key === 'string' && key !== '')
      headers['sluice-signature'] = webhookSignature(key, Math.floor(now / 1_000), body);
    const answer = await postJson(String(url), body, { permits, headers });
    return shownAnswer(`${answer.status} ${answer.text}`);
  },
};

function webhookBody({ id, kind, title, text, facts }: Message, now: number): string {
  return JSON.stringify({ id, message: kind, sentAt: new Date(now).toISOString(), title, text, ...facts });
}

/**
 * `t=<epoch seconds>,v1=<hex>`: an HMAC-SHA256 with the channel's secret over the time, a full stop and the body as it
 * was sent. The receiver computes it again, compares in constant time, and refuses times that are long ago.
 */
export function webhookSignature(key: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;
}
