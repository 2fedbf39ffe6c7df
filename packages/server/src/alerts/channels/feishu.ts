import { secret } from '@sluice/core';
import { robotAddress } from './fields.ts';
import type { Channel } from './kind.ts';
import { postJson } from './post.ts';
import { hmacBase64, requireTaken, wholeText, withoutMentions } from './robot.ts';

/** Too many messages. */
const busy = [11232, 99991400];

export const feishu: Channel = {
  kind: 'feishu',
  title: 'Feishu',
  summary: 'A custom bot of a Feishu or Lark group.',
  fields: {
    url: robotAddress({
      title: 'Webhook address',
      help: 'From the settings of the bot. A keyword check passes with the word Sluice.',
      example: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
    }),
    secret: secret({ title: 'Signing secret', help: 'When the bot is set to check signatures.' }).optional(),
  },
  target: 'url',
  mostPerMinute: 90,
  async send({ url, secret: key }, message, { permits, now }) {
    const timestamp = String(Math.floor(now / 1_000));
    const signed = typeof key === 'string' && key !== '' ? { timestamp, sign: feishuSign(timestamp, key) } : {};
    const text = withoutMentions(wholeText(message, 18_000));
    const body = JSON.stringify({ ...signed, msg_type: 'text', content: { text } });
    const address = String(url);
    return requireTaken(new URL(address).host, await postJson(address, body, { permits }), busy);
  },
};

/**
 * The secret is part of the key and the signed text is empty.
 * @param timestamp epoch seconds, as sent.
 */
export function feishuSign(timestamp: string, key: string): string {
  return hmacBase64(`${timestamp}\n${key}`, '');
}
