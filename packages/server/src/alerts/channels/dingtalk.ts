import { secret } from '@sluice/core';
import { robotAddress } from './fields.ts';
import type { Channel } from './kind.ts';
import { postJson } from './post.ts';
import { hmacBase64, requireTaken, wholeText, withoutMentions } from './robot.ts';

/** The robot's busy answers: system busy, too many messages. */
const busy = [-1, 130101, 660026];

export const dingtalk: Channel = {
  kind: 'dingtalk',
  title: 'DingTalk',
  summary: 'A custom robot of a DingTalk group.',
  fields: {
    url: robotAddress({
      title: 'Webhook address',
      help: 'From the settings of the robot, with its access_token. A keyword check passes with the word Sluice.',
      example: 'https://oapi.dingtalk.com/robot/send?access_token=…',
    }),
    secret: secret({
      title: 'Signing secret',
      help: 'Begins with SEC; when the robot is set to «additional signature».',
    }).optional(),
  },
  target: 'url',
  // 20 are allowed; who sends more is blocked for ten minutes.
  mostPerMinute: 18,
  async send({ url, secret: key }, message, { permits, now }) {
    const address = new URL(String(url));
    if (typeof key === 'string' && key !== '') {
      address.searchParams.set('timestamp', String(now));
      address.searchParams.set('sign', dingtalkSign(String(now), key));
    }
    const content = withoutMentions(wholeText(message, 18_000));
    const answer = await postJson(address.href, JSON.stringify({ msgtype: 'text', text: { content } }), { permits });
    return requireTaken(address.host, answer, busy);
  },
};

/** @param timestamp epoch ms, as sent. */
export function dingtalkSign(timestamp: string, key: string): string {
  return hmacBase64(key, `${timestamp}\n${key}`);
}
