import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hostCheck } from '../../worker/hosts.ts';
import { startReceiver, type Receiver } from '../test-receiver.ts';
import { dingtalkSign } from './dingtalk.ts';
import { feishuSign } from './feishu.ts';
import { channels } from './index.ts';
import type { Message } from './kind.ts';

const permits = hostCheck({ allowed: [], denied: [] });
const now = 1_700_000_000_000;
const message: Message = { id: 'd1', kind: 'alert', title: 'Failed: orders', text: 'Project: shop\nJob: orders' };

// Values that others have published in the tests of their own clients.
test.each([
  ['1700000000000', 'SECtest123', 'w3RMHXzixTMdzr8OHJUmVLS4IoPJVdu+Ut1LE48MePE='],
  [
    '1670000000000',
    'SEC0000000000000000000000000000000000000000000000000000000000',
    'EtAhNN22hZ2vylP5xCbFHz8RYfho11z5JuWfv4fEbtY=',
  ],
])('DingTalk: %s signed with %s', (timestamp, key, sign) => {
  expect(dingtalkSign(timestamp, key)).toBe(sign);
});

test('Feishu: the secret belongs to the key, and nothing is signed', () => {
  expect(feishuSign('1700000000000', 'SECtest123')).toBe('Hd4xFWQU6R6ad4nzy4ETIznzlqebqH7xcTFVmONTudo=');
});

describe('robots', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver({ status: 200, body: '{"errcode":0,"errmsg":"ok"}' });
  });
  afterAll(() => receiver.close());
  beforeEach(() => {
    receiver.received.length = 0;
  });
  const send = (kind: 'dingtalk' | 'feishu' | 'wecom' | 'slack', options: object, sent: Message = message) =>
    channels[kind].send({ url: `${receiver.url}/hook?access_token=t0k3n`, ...options }, sent, { permits, now });
  const bodyOf = (index = 0) => JSON.parse(receiver.received[index]?.body ?? '') as Record<string, unknown>;

  test('DingTalk gets time and signature in the address, and the text', async () => {
    expect(await send('dingtalk', { secret: 'SECtest123' })).toBe('{"errcode":0,"errmsg":"ok"}');
    const { searchParams } = new URL(receiver.received[0]?.path ?? '', receiver.url);
    expect(Object.fromEntries(searchParams)).toEqual({
      access_token: 't0k3n',
      timestamp: '1700000000000',
      sign: 'w3RMHXzixTMdzr8OHJUmVLS4IoPJVdu+Ut1LE48MePE=',
    });
    expect(bodyOf()).toEqual({
      msgtype: 'text',
      text: { content: 'Failed: orders\nProject: shop\nJob: orders' },
    });
  });

  test('Feishu gets time in seconds and signature in the body', async () => {
    receiver.answerNext({ status: 200, body: '{"StatusCode":0,"StatusMessage":"success","code":0}' });
    await send('feishu', { secret: 'SECtest123' });
    expect(bodyOf()).toEqual({
      timestamp: '1700000000',
      sign: 'eHRRCyLH7Z4IJQSJlfwertHZThRUYVu2hTUH02xPXYU=',
      msg_type: 'text',
      content: { text: 'Failed: orders\nProject: shop\nJob: orders' },
    });
  });

  test('without a secret nothing is signed', async () => {
    await send('dingtalk', {});
    await send('feishu', {});
    expect(receiver.received[0]?.path).toBe('/hook?access_token=t0k3n');
    expect(Object.keys(bodyOf(1))).toEqual(['msg_type', 'content']);
  });

  test('WeCom gets no more than its 2,048 bytes, cut between characters', async () => {
    await send('wecom', {}, { ...message, text: '业'.repeat(1_000) });
    const { content } = bodyOf()['text'] as { readonly content: string };
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2_048);
    expect(content).toMatch(/^Failed: orders\n业+…$/);
  });

  test('Slack gets a text in which nobody is called', async () => {
    receiver.answerNext({ status: 200, body: 'ok' });
    expect(await send('slack', {}, { ...message, text: 'Cause: <!channel> a & b > c' })).toBe('ok');
    expect(bodyOf()).toEqual({ text: 'Failed: orders\nCause: &lt;!channel&gt; a &amp; b &gt; c' });
  });

  test('nobody is called in a Feishu group by the text of an error', async () => {
    await send('feishu', {}, { ...message, text: 'Cause: <at user_id="all">x</at>, 1 < 2' });
    expect(bodyOf()['content']).toEqual({ text: 'Failed: orders\nCause: ‹at user_id="all">x‹/at>, 1 < 2' });
  });

  test.each([
    ['a refusal', { status: 200, body: '{"errcode":310000,"errmsg":"sign not match"}' }, 'ALERT_REFUSED', false],
    ['too many messages', { status: 200, body: '{"errcode":130101,"errmsg":"too fast"}' }, 'ALERT_UNAVAILABLE', true],
    ['an answer of somebody else', { status: 200, body: '<html>login</html>' }, 'ALERT_REFUSED', false],
    ['a wrong address', { status: 404, body: 'no such hook' }, 'ALERT_REFUSED', false],
    ['a redirect', { status: 302, body: '' }, 'ALERT_REFUSED', false],
    ['a pause', { status: 429, body: 'later' }, 'ALERT_UNAVAILABLE', true],
    ['an outage', { status: 503, body: 'down' }, 'ALERT_UNAVAILABLE', true],
  ])('%s is told, without the token', async (_, reply, code, retryable) => {
    receiver.answerNext(reply);
    const error: unknown = await send('dingtalk', { secret: 'SECtest123' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, retryable });
    expect(JSON.stringify(error)).not.toMatch(/t0k3n|SECtest123/);
  });

  test('hosts that are not allowed get nothing', async () => {
    const denied = hostCheck({ allowed: [], denied: ['127.0.0.0/8', '::1'] });
    const port = new URL(receiver.url).port;
    for (const url of [receiver.url, `http://localhost:${port}`, `http://[::1]:${port}`]) {
      const sending = channels.slack.send({ url }, message, { permits: denied, now });
      await expect(sending).rejects.toMatchObject({ code: 'ALERT_HOST_NOT_ALLOWED', retryable: false });
    }
    expect(receiver.received).toEqual([]);
  });

  test('nobody listens', async () => {
    const sending = channels.slack.send({ url: 'http://127.0.0.1:1/x' }, message, { permits, now });
    await expect(sending).rejects.toMatchObject({
      code: 'ALERT_UNREACHABLE',
      message: 'Cannot reach 127.0.0.1:1: nothing listens there.',
      retryable: true,
    });
  });
});
